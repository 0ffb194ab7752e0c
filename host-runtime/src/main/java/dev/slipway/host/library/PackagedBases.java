package dev.slipway.host.library;

import dev.slipway.host.image.ImageConfig;
import dev.slipway.host.image.Reference;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Base images made from the distribution's own packages, for sites where no registry answers.
 *
 * <p>Asked by {@link Library#pull} only after the registry could not be reached; never instead of one that answers.
 */
public interface PackagedBases {
    /** Whether {@code reference} is one of the names that can be made here ({@code debian:bookworm-slim}). Cheap: no input or output. */
    boolean offers(Reference reference);

    /**
     * What the packages of a base would be taken from now. Asks the archive.
     *
     * @throws dev.slipway.host.base.EngineException UNAVAILABLE when the archive cannot be reached
     */
    Origin origin(Reference reference);

    /**
     * The archive's indexes, which name each package by its digest.
     *
     * @param date of the newest index
     * @param indexes address to SHA-256, hexadecimal
     */
    record Origin(Instant date, Map<String, String> indexes) {}

    /**
     * Makes the root file system and writes it as one uncompressed tar with the image's own ids (uid 0 is uid 0). The same
     * packages should give the same bytes. The stream is not closed.
     *
     * @param origin as just asked for
     * @param log receives one line at a time for the person who waits
     * @throws dev.slipway.host.base.EngineException UNAVAILABLE when the package archive cannot be reached either
     */
    void writeRoot(Reference reference, Origin origin, OutputStream rootTar, Consumer<String> log);

    /** How containers of the base run by default. */
    default ImageConfig.Run run(Reference reference) {
        List<String> environment = List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        return new ImageConfig.Run(
                null, null, environment, null, List.of("bash"), null, null, null, null, null, null, null, null);
    }

    /** A site that makes none. */
    static PackagedBases none() {
        return new PackagedBases() {
            @Override
            public boolean offers(Reference reference) {
                return false;
            }

            @Override
            public Origin origin(Reference reference) {
                throw new UnsupportedOperationException("no base image is made from packages here");
            }

            @Override
            public void writeRoot(Reference reference, Origin origin, OutputStream rootTar, Consumer<String> log) {
                throw new UnsupportedOperationException("no base image is made from packages here");
            }
        };
    }
}
