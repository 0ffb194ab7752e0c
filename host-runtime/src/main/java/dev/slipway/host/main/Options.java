package dev.slipway.host.main;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.build.BuildLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the command line says.
 *
 * @param command what to do
 * @param name of the engine; part of every name it gives on this host
 * @param dataRoot images, containers, logs, tenants
 * @param runRoot what is gone after a boot; on tmpfs
 * @param routerBind address the router listens on
 * @param insecureRegistries hosts of registries that are spoken to without TLS
 * @param registryMirrors hosts asked for Docker Hub's images before it
 * @param builds limits of builds
 * @param json whether results are for programs
 */
record Options(
        Command command,
        String name,
        Path dataRoot,
        Path runRoot,
        Path socket,
        Path tenantSocket,
        int routerPort,
        String routerBind,
        Set<String> insecureRegistries,
        List<String> registryMirrors,
        BuildLimits builds,
        boolean json) {
    static final String USAGE = """
            usage: slipway-engine [serve|replace|down|check] [options]

              serve                    run the engine in the foreground (default)
              replace                  serve in place of the engine that serves now, without a pause for apps and clients
              down                     take everything of a stopped engine off the host; its data stays
              check [--json]           say what this machine has and lacks, and how to mend it

              --name N                 name of the engine (slipway)
              --data-root FOLDER       images, containers, logs (/var/lib/slipway/N)
              --run-root FOLDER        sockets and run-time state, on tmpfs (/run/slipway, /run/slipway-N)
              --socket FILE            the operator's socket (engine.sock in the run root)
              --tenant-socket FILE     the control plane's socket (tenant.sock in the run root)
              --router-port PORT       where apps answer (8000)
              --router-bind ADDRESS    on which address (0.0.0.0)
              --insecure-registry HOSTS  registries without TLS beside those of this machine; comma-separated
              --registry-mirror HOSTS  asked for Docker Hub's images before it; comma-separated
              --builds N               builds at once (one a processor, at least 4)
              --build-memory SIZE      memory of a build's step that asks for none (1g)
              --build-disk SIZE        what a build may write (10g)
              --build-minutes N        how long a build may take (60)
              --help, --version
            """;

    private static final String DEFAULT_NAME = "slipway";
    /** Part of cgroup, table and socket names; bridges derive theirs from the slab, so length is free within reason. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?");

    private static final List<String> KNOWN = List.of(
            "--name",
            "--data-root",
            "--run-root",
            "--socket",
            "--tenant-socket",
            "--router-port",
            "--router-bind",
            "--insecure-registry",
            "--registry-mirror",
            "--builds",
            "--build-memory",
            "--build-disk",
            "--build-minutes");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\\d{1,5})?");
    private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,8})([kmgKMG]?)");
    private static final int MAX_PORT = 65_535;
    private static final int MOST_BUILDS = 1_000;
    private static final int MOST_MINUTES = 24 * 60;

    /** What to do. */
    enum Command {
        SERVE,
        REPLACE,
        DOWN,
        CHECK,
        HELP,
        VERSION
    }

    /** Reads {@code words}; INVALID names what is wrong. */
    static Options parse(List<String> words) {
        Command command = Command.SERVE;
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            switch (word) {
                case "serve" -> command = Command.SERVE;
                case "replace" -> command = Command.REPLACE;
                case "down", "--down" -> command = Command.DOWN;
                case "check" -> command = Command.CHECK;
                case "--json" -> values.put(word, "");
                case "help", "--help", "-h" -> command = Command.HELP;
                case "version", "--version" -> command = Command.VERSION;
                default -> {
                    int equals = word.startsWith("--") ? word.indexOf('=') : -1;
                    String option = equals < 0 ? word : word.substring(0, equals);
                    if (!KNOWN.contains(option)) {
                        throw EngineException.invalid("unknown option '" + option + "'; --help lists them");
                    }
                    if (equals < 0 && ++i == words.size()) {
                        throw EngineException.invalid("option '" + option + "' needs a value");
                    }
                    values.put(option, equals < 0 ? words.get(i) : word.substring(equals + 1));
                }
            }
        }
        return of(command, values);
    }

    private static Options of(Command command, Map<String, String> values) {
        String name = values.getOrDefault("--name", DEFAULT_NAME);
        if (!NAME.matcher(name).matches()) {
            throw EngineException.invalid(
                    "invalid engine name '" + name + "': 1 to 32 lower-case letters, digits, dashes");
        }
        Path runRoot = path(values, "--run-root", name.equals(DEFAULT_NAME) ? "/run/slipway" : "/run/slipway-" + name);
        return new Options(
                command,
                name,
                path(values, "--data-root", "/var/lib/slipway/" + name),
                runRoot,
                path(values, "--socket", runRoot.resolve("engine.sock").toString()),
                path(values, "--tenant-socket", runRoot.resolve("tenant.sock").toString()),
                port(values.getOrDefault("--router-port", "8000")),
                values.getOrDefault("--router-bind", "0.0.0.0"),
                Set.copyOf(hosts(values, "--insecure-registry")),
                hosts(values, "--registry-mirror"),
                builds(values),
                values.containsKey("--json"));
    }

    private static Path path(Map<String, String> values, String option, String absent) {
        return Path.of(Objects.requireNonNull(values.getOrDefault(option, absent)))
                .toAbsolutePath();
    }

    private static List<String> hosts(Map<String, String> values, String option) {
        List<String> hosts = Arrays.stream(values.getOrDefault(option, "").split(","))
                .map(String::strip)
                .filter(host -> !host.isEmpty())
                .toList();
        for (String host : hosts) {
            if (!HOST.matcher(host).matches()) {
                throw EngineException.invalid(
                        "invalid registry '" + host + "' for " + option + ": write host or host:port");
            }
        }
        return hosts;
    }

    private static BuildLimits builds(Map<String, String> values) {
        BuildLimits usual = BuildLimits.DEFAULT;
        return usual.with(
                number(values, "--builds", usual.builds(), MOST_BUILDS),
                size(values, "--build-memory", usual.memoryBytes()),
                size(values, "--build-disk", usual.diskBytes()),
                Duration.ofMinutes(
                        number(values, "--build-minutes", (int) usual.build().toMinutes(), MOST_MINUTES)));
    }

    private static int number(Map<String, String> values, String option, int absent, int most) {
        String text = values.getOrDefault(option, String.valueOf(absent));
        if (text.matches("[1-9]\\d{0,5}") && Integer.parseInt(text) <= most) {
            return Integer.parseInt(text);
        }
        throw EngineException.invalid("invalid number '" + text + "' for " + option + ": must be 1 to " + most);
    }

    private static long size(Map<String, String> values, String option, long absent) {
        String text = values.getOrDefault(option, String.valueOf(absent >> 20) + "m");
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw EngineException.invalid("invalid size '" + text + "' for " + option + ": write it like 512m or 10g");
        }
        int shift = "kmg".indexOf(matcher.group(2).toLowerCase(Locale.ROOT)) * 10 + 10;
        return Long.parseLong(matcher.group(1)) << (matcher.group(2).isEmpty() ? 0 : shift);
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= MAX_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below, together with numbers out of range.
        }
        throw EngineException.invalid("invalid port '" + text + "': must be 0 to " + MAX_PORT);
    }
}
