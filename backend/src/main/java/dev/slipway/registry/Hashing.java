package dev.slipway.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The digest of an upload, computed while it arrives. It is only in memory: after a restart, or for another algorithm than
 * was guessed, the file is read once more.
 */
final class Hashing {

    private static final int BUFFER_BYTES = 128 * 1024;

    private final AtomicBoolean busy = new AtomicBoolean();
    private Digest.Algorithm algorithm;
    private MessageDigest state;
    private long fed;

    Hashing(Digest.Algorithm algorithm) {
        this.algorithm = algorithm;
        this.state = algorithm.begin();
    }

    boolean enter() {
        return busy.compareAndSet(false, true);
    }

    void leave() {
        busy.set(false);
    }

    boolean isBusy() {
        return busy.get();
    }

    /** Before the first byte the algorithm is still free. */
    void expect(Digest.Algorithm wanted) {
        if (fed == 0 && wanted != algorithm) {
            algorithm = wanted;
            state = wanted.begin();
        }
    }

    /** Bytes that follow the first {@code offset}; when it has missed some, it is worth nothing from then on. */
    void feed(long offset, byte[] piece) {
        if (offset == fed) {
            state.update(piece);
            fed += piece.length;
        }
    }

    /** Whether all of the file's bytes, and these only, are in the file. */
    boolean matches(Path file, Digest digest) throws IOException {
        boolean complete = algorithm == digest.algorithm() && fed == Files.size(file);
        Digest found = complete ? Digest.ofFinished(algorithm, state) : read(file, digest.algorithm());
        fed = -1; // the state is used up
        return found.equals(digest);
    }

    private static Digest read(Path file, Digest.Algorithm algorithm) throws IOException {
        MessageDigest state = algorithm.begin();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                state.update(buffer, 0, count);
            }
        }
        return Digest.ofFinished(algorithm, state);
    }
}
