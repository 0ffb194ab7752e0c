package dev.slipway.host.build;

import dev.slipway.host.container.Containers.OutputSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Turns a command's bytes into text as they come; a character that is cut in two waits for its rest. */
final class StepOutput implements OutputSink {
    private static final int STDERR = 2;
    private static final int LONGEST_CHARACTER = 4;

    private final BuildOutput output;
    private final Stream out = new Stream(false);
    private final Stream error = new Stream(true);

    StepOutput(BuildOutput output) {
        this.output = output;
    }

    @Override
    public synchronized void write(int stream, byte[] bytes, int offset, int length) throws IOException {
        try {
            (stream == STDERR ? error : out).write(bytes, offset, length);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** One of the two streams. */
    private final class Stream {
        private final boolean isError;
        private final CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        private byte[] rest = new byte[0];

        Stream(boolean isError) {
            this.isError = isError;
        }

        void write(byte[] bytes, int offset, int length) {
            ByteBuffer in = ByteBuffer.allocate(rest.length + length);
            in.put(rest).put(bytes, offset, length).flip();
            CharBuffer text = CharBuffer.allocate(in.remaining() + LONGEST_CHARACTER);
            decoder.decode(in, text, false);
            rest = new byte[in.remaining()];
            in.get(rest);
            if (text.flip().hasRemaining()) {
                output.command(isError, text.toString());
            }
        }
    }
}
