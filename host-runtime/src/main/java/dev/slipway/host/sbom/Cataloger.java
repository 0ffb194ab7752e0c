package dev.slipway.host.sbom;

import java.io.IOException;
import java.util.function.Consumer;

/** Knows the files of one package manager. */
interface Cataloger {

    /**
     * Whether a file is one of its.
     *
     * @param path relative to the root
     */
    boolean knows(String path, FoundFile file);

    /** Reads it; what is broken gives fewer components, or an exception that only this file pays for. */
    void read(String path, FoundFile file, Consumer<Component> found) throws IOException;
}
