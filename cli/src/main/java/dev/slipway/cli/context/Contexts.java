package dev.slipway.cli.context;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.base.Failure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The servers that are known by name, and which of them is meant when none is named. Kept in
 * {@code $XDG_CONFIG_HOME/slipway/contexts.json} with mode 0600; see the XDG Base Directory Specification.
 */
public final class Contexts {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");

    private final Path folder;
    private final Path file;
    private final Map<String, Server> servers = new TreeMap<>();
    private String current = "";

    private Contexts(Path folder) {
        this.folder = folder;
        this.file = folder.resolve("contexts.json");
    }

    /** Reads them; none at the beginning. */
    public static Contexts load(Map<String, String> environment) {
        Contexts contexts = new Contexts(folder(environment));
        contexts.read();
        return contexts;
    }

    /** Every server by its name. */
    public Map<String, Server> all() {
        return Map.copyOf(servers);
    }

    /** Name of the server that is meant when none is named; empty when there is none. */
    public String current() {
        return current;
    }

    /** A server by its name, or the current one for null. */
    public Optional<Server> find(@Nullable String name) {
        return Optional.ofNullable(servers.get(name == null ? current : name));
    }

    /** Adds or replaces a server and makes it the current one. */
    public void put(String name, Server server) {
        servers.put(name, server);
        current = name;
        write();
    }

    /** Makes a known server the current one. */
    public void use(String name) {
        require(name);
        current = name;
        write();
    }

    /** Forgets a server with its token. */
    public void remove(String name) {
        require(name);
        servers.remove(name);
        current = current.equals(name) ? servers.keySet().stream().findFirst().orElse("") : current;
        write();
    }

    private void require(String name) {
        if (!servers.containsKey(name)) {
            throw new Failure(
                    ExitCode.UNKNOWN,
                    "no context \"" + name + "\"; known: "
                            + (servers.isEmpty() ? "none" : String.join(", ", servers.keySet())));
        }
    }

    private static Path folder(Map<String, String> environment) {
        String configured = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path home = Path.of(environment.getOrDefault("HOME", "/"));
        // Relative paths are to be ignored, says the specification.
        Path base = configured.startsWith("/") ? Path.of(configured) : home.resolve(".config");
        return base.resolve("slipway");
    }

    private void read() {
        if (!Files.exists(file)) {
            return;
        }
        try {
            requirePrivate();
            JsonNode tree = JSON.readTree(Files.readString(file));
            current = tree.path("current").asText("");
            tree.path("contexts")
                    .properties()
                    .forEach(entry -> servers.put(
                            entry.getKey(),
                            new Server(
                                    URI.create(entry.getValue().path("server").asText()),
                                    entry.getValue().path("token").asText(""))));
        } catch (JsonProcessingException | IllegalArgumentException broken) {
            throw new Failure(
                    ExitCode.CONFIG, file + " cannot be understood; remove it and run \"slipway login\" again");
        } catch (IOException unreadable) {
            throw new Failure(ExitCode.CONFIG, "cannot read " + file + ": " + unreadable.getMessage());
        }
    }

    /** A token that others could read is no secret any more: better to stop than to go on unnoticed. */
    private void requirePrivate() throws IOException {
        if (Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
            throw new Failure(
                    ExitCode.CONFIG,
                    file + " holds tokens and others may read it; run: chmod 600 " + file
                            + ", and revoke the tokens if they may have been read");
        }
    }

    private void write() {
        ObjectNode tree = JSON.createObjectNode().put("current", current);
        ObjectNode all = tree.putObject("contexts");
        servers.forEach((name, server) ->
                all.putObject(name).put("server", server.address().toString()).put("token", server.token()));
        try {
            Files.createDirectories(folder, OWNER_FOLDER);
            Path fresh = Files.createTempFile(folder, "contexts", ".new", OWNER_ONLY);
            Files.writeString(fresh, tree.toPrettyString() + "\n");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw new Failure(ExitCode.FILE, "cannot write " + file + ": " + failure.getMessage());
        }
    }
}
