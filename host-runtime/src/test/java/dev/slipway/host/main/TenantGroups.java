package dev.slipway.host.main;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.host.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Control groups of tenants, read from the file system as an operator would. */
final class TenantGroups {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    private TenantGroups() {}

    /** The group of a tenant relative to a hierarchy: {@code slipway-<engine>/t-<index>}. */
    static String of(String engine, String tenant, Path data) throws IOException {
        JsonNode state = Json.read(Files.readString(data.resolve("state/tenants.json")), JsonNode.class);
        int index = state.findValue("tenants").path(tenant).asInt();
        return "slipway-" + engine + "/t-" + index;
    }

    static String memory(String group) {
        return read(group, List.of("memory.limit_in_bytes", "memory.max"));
    }

    static String pids(String group) {
        return read(group, List.of("pids.max"));
    }

    private static String read(String group, List<String> files) {
        try (Stream<Path> folders = Files.find(ROOT, 6, (path, attributes) -> path.endsWith(group))) {
            return folders.flatMap(folder -> files.stream().map(folder::resolve))
                    .filter(Files::exists)
                    .map(TenantGroups::text)
                    .findFirst()
                    .orElse("none");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
