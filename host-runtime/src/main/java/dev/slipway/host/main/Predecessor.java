package dev.slipway.host.main;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** The engine that serves, as the one sees it that is to take its place; see {@link Handover}. */
final class Predecessor implements AutoCloseable {
    private final SocketChannel channel;
    private final BufferedReader words;

    private Predecessor(SocketChannel channel) {
        this.channel = channel;
        this.words = new BufferedReader(Channels.newReader(channel, StandardCharsets.US_ASCII));
    }

    /** Empty when no engine serves. */
    static Optional<Predecessor> find(Path runRoot) {
        try {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.connect(UnixDomainSocketAddress.of(Handover.path(runRoot)));
            return Optional.of(new Predecessor(channel));
        } catch (IOException nobodyThere) {
            return Optional.empty();
        }
    }

    /** Returns when it has let go of everything but its router and its names. */
    void giveOver() {
        try {
            Handover.say(channel, Handover.GIVE);
            String answer = words.readLine();
            if (!Handover.GIVEN.equals(answer)) {
                throw new EngineException(
                        ErrorKind.UNAVAILABLE, "the running engine ended instead of giving over: start again");
            }
        } catch (IOException e) {
            throw new EngineException(
                    ErrorKind.UNAVAILABLE, "the running engine did not give over: " + e.getMessage(), e);
        }
    }

    /** Tells it that it is needed no more. */
    void serving() {
        try {
            Handover.say(channel, Handover.SERVING);
        } catch (IOException gone) {
            // Then it needs no telling.
        }
    }

    /** Returns when it has ended. */
    void awaitEnd() {
        try {
            while (words.readLine() != null) {
                continue;
            }
        } catch (IOException gone) {
            // What was waited for.
        }
        close();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing depends on it.
        }
    }
}
