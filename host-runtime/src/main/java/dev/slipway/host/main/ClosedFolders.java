package dev.slipway.host.main;

import dev.slipway.host.base.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * Keeps the host's users out of what images and containers consist of: a setuid program in a layer, or a tenant's secret in a
 * volume, would be theirs to use by its path (CVE-2021-41091). Containers do not go by these paths, but by mounts.
 */
final class ClosedFolders {
    private static final List<String> DATA =
            List.of("layers", "images", "volumes", "logs", "state", "build", "containers");
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private ClosedFolders() {}

    /** Makes the folders of {@code options}, or closes those that are there already. */
    static void prepare(Options options) {
        DATA.forEach(name -> close(options.dataRoot().resolve(name)));
        close(options.runRoot().resolve("containers"));
    }

    private static void close(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, OWNER_ONLY);
        } catch (IOException e) {
            throw EngineException.internal("cannot close the folder '" + folder + "' to other users: " + e, e);
        }
    }
}
