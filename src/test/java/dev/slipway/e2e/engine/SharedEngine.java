package dev.slipway.e2e.engine;

import dev.slipway.e2e.support.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An engine that has the image "busybox", and a registry beside it. */
final class SharedEngine implements AutoCloseable {
    private final Path folder;
    private final Path archive;
    private final EngineProcess engine;
    private final Registry registry;

    SharedEngine() {
        try {
            folder = Files.createTempDirectory("shared-engine");
            archive = Busybox.tar(folder);
            registry = new Registry(folder);
            engine = new EngineProcess(System.getProperty("test.engine", "clitest"));
            engine.docker("import", "-c", "CMD [\"sh\"]", "-c", "ENV PATH=/bin", archive.toString(), "busybox")
                    .succeeded();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    EngineProcess engine() {
        return engine;
    }

    Registry registry() {
        return registry;
    }

    /** The tar that "busybox" was made from. */
    Path archive() {
        return archive;
    }

    @Override
    public void close() {
        registry.close();
        engine.close();
        Command.run("rm", "-rf", folder.toString()).succeeded();
    }
}
