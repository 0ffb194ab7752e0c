package dev.slipway.host.build;

import dev.slipway.host.container.Containers.OutputSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Turns a command's bytes into text as they come; a character that is cut in two waits for its rest. */
final class StepOutput implements OutputSink {
    private static final int STDERR = 2;
    private static final int LONGEST_CHARACTER = 4;

    /** Characters after which a line is shown in pieces. */
    private static final int LONGEST_LINE = 64 << 10;

    private final BuildOutput output;
    private final Stream out = new Stream(false);
    private final Stream error = new Stream(true);

    private final List<String> hidden;

    /** @param hidden texts that are blotted out; while there are any, lines are shown when they are whole */
    StepOutput(BuildOutput output, List<String> hidden) {
        this.output = output;
        this.hidden = hidden;
    }

    /** Shows a last line that had no end. */
    synchronized void finish() {
        out.show(true);
        error.show(true);
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
        private final StringBuilder line = new StringBuilder();
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
            line.append(text.flip());
            show(false);
        }

        /** @param all also a line that is not whole */
        void show(boolean all) {
            boolean whole = all || hidden.isEmpty() || line.length() > LONGEST_LINE;
            int end = whole ? line.length() : line.lastIndexOf("\n") + 1;
            if (end > 0) {
                output.command(isError, blotted(line.substring(0, end)));
                line.delete(0, end);
            }
        }

        private String blotted(String shown) {
            String blotted = shown;
            for (String secret : hidden) {
                blotted = blotted.replace(secret, "***");
            }
            return blotted;
        }
    }
}
