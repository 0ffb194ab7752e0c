package dev.slipway.host.main;

import dev.slipway.host.base.EngineException;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where the engine that serves hears from the one that is to take its place, which speaks as {@link Predecessor} does: "give
 * over", and when it has been told "given", "serving". A successor that goes away in between has failed, and this engine
 * takes everything back.
 */
final class Handover implements AutoCloseable {
    static final String GIVE = "give over";
    static final String GIVEN = "given";
    static final String SERVING = "serving";

    private static final Logger LOG = System.getLogger("slipway.engine");

    private final Path path;
    private final ServerSocketChannel listening;
    private final Party party;

    /** What the engine does at each word. */
    interface Party {
        void giveOver();

        /** The successor serves: finish and end. */
        void leave();

        /** The successor failed: go on. */
        void takeBack();
    }

    private Handover(Path path, ServerSocketChannel listening, Party party) {
        this.path = path;
        this.listening = listening;
        this.party = party;
    }

    static Path path(Path runRoot) {
        return runRoot.resolve("handover.sock");
    }

    /** Listens from now on, for root only. */
    static Handover listen(Path runRoot, Party party) {
        Path path = path(runRoot);
        try {
            Files.deleteIfExists(path);
            ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            listening.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            Handover handover = new Handover(path, listening, party);
            Thread.ofPlatform().daemon().name("handover").start(handover::accept);
            return handover;
        } catch (IOException e) {
            throw EngineException.internal("cannot listen on '" + path + "': " + e, e);
        }
    }

    private void accept() {
        while (listening.isOpen()) {
            try (SocketChannel successor = listening.accept()) {
                converse(successor);
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.log(Level.WARNING, "cannot hear a successor: {0}", e.getMessage());
            }
        }
    }

    private void converse(SocketChannel successor) {
        if (hasTakenOver(successor)) {
            close();
            party.leave();
        } else {
            LOG.log(Level.WARNING, "the next engine ended before it served; this one goes on");
            party.takeBack();
        }
    }

    /** A successor that leaves without a word has taken the sockets' names already. */
    private boolean hasTakenOver(SocketChannel successor) {
        BufferedReader words = new BufferedReader(Channels.newReader(successor, StandardCharsets.US_ASCII));
        try {
            if (GIVE.equals(words.readLine())) {
                party.giveOver();
                say(successor, GIVEN);
                return SERVING.equals(words.readLine());
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "giving over to the next engine failed", e);
        }
        return false;
    }

    static void say(SocketChannel to, String word) throws IOException {
        to.write(StandardCharsets.US_ASCII.encode(word + "\n"));
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "cannot close ''{0}'': {1}", path, e.getMessage());
        }
    }
}
