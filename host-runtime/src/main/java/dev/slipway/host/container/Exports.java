package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import java.io.OutputStream;

/** Writes a container's whole file system as one archive. */
final class Exports {
    Exports(Neighbours neighbours) {}

    void export(ContainerRecord record, OutputStream out) {
        throw new EngineException(ErrorKind.NOT_IMPLEMENTED, "export is not served yet");
    }
}
