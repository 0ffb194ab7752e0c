package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.confine.SeccompFilter;
import dev.slipway.host.container.ContainerConfig.HostConfig;
import dev.slipway.host.container.RestartRule.Kind;
import dev.slipway.host.logs.LogPolicy;
import dev.slipway.host.spec.Limits;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What must hold of a request before a container is made; 400 with Docker's texts. Pure. */
final class ConfigChecks {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]+");
    private static final Set<Object> LOG_DRIVERS = Set.of("", "local", "json-file", "none");
    private static final Set<Object> LOG_OPTIONS = Set.of("max-size", "max-file", "labels", "env");

    /** Options of which one value says what happens anyway. */
    private static final Map<Object, String> USUAL_LOG_OPTIONS = Map.of("mode", "blocking", "compress", "false");

    private static final int MAX_HOSTNAME = 63;

    private ConfigChecks() {}

    static void name(String name) {
        if (!NAME.matcher(name).matches()) {
            throw EngineException.invalid(
                    "Invalid container name (" + name + "), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
        }
    }

    /** Everything but mounts and command, which are checked where they are made. */
    static void config(ContainerConfig config, HostConfig host, boolean tenant) {
        if (config.hostname() != null && config.hostname().length() > MAX_HOSTNAME) {
            throw EngineException.invalid("invalid hostname '" + config.hostname() + "': longer than 63 characters");
        }
        if ("host".equals(host.utsMode())
                && config.hostname() != null
                && !config.hostname().isEmpty()) {
            throw EngineException.invalid("conflicting options: hostname and the UTS mode");
        }
        if (config.workingDir() != null
                && !config.workingDir().isEmpty()
                && !config.workingDir().startsWith("/")) {
            throw EngineException.invalid(
                    "the working directory '" + config.workingDir() + "' is invalid, it needs to be an absolute path");
        }
        if (config.env() != null && config.env().stream().anyMatch(e -> e.isEmpty() || e.startsWith("="))) {
            throw EngineException.invalid("invalid environment variable: it has no name");
        }
        if (config.stopSignal() != null && !config.stopSignal().isEmpty()) {
            Signals.parse(config.stopSignal());
        }
        RestartRule rule = RestartRule.of(host.restartPolicy());
        if (host.autoRemove() && rule.kind() != Kind.NO) {
            throw EngineException.invalid("can't create 'AutoRemove' container with restart policy");
        }
        if (host.shmSize() != null && host.shmSize() < 0) {
            throw EngineException.invalid("SHM size can not be less than 0");
        }
        Limits unused = LimitRules.of(host, tenant);
        LimitRules.oomScoreAdj(host);
        SecurityOptions security = SecurityOptions.of(host);
        SeccompFilter.check(Capabilities.of(host.capAdd(), host.capDrop(), host.privileged()), security.profile());
        HealthRule.of(config.healthcheck());
        nameServers(host);
        DeviceWishes.check(host);
        DiskRule.of(host);
        SharedNamespaces.of(host);
        logOptions(host);
        LogPolicy log = logPolicy(host);
        if (tenant && log.keep() && log.segmentBytes() * log.segments() > LogPolicy.DEFAULT_BYTES) {
            throw EngineException.invalid("invalid log options: a tenant's container may keep "
                    + (LogPolicy.DEFAULT_BYTES >> 20) + " MiB of output: lower 'max-size' or 'max-file'");
        }
    }

    /** What the name service and resolv.conf are to be told. */
    private static void nameServers(HostConfig host) {
        for (String address : host.dns() == null ? List.<String>of() : host.dns()) {
            try {
                InetAddress.ofLiteral(address);
            } catch (IllegalArgumentException e) {
                throw EngineException.invalid("bad nameserver address: '" + address + "' is no IP address");
            }
        }
        for (String line : List.of(String.join(" ", or(host.dnsSearch())), String.join(" ", or(host.dnsOptions())))) {
            if (line.indexOf('\n') >= 0) {
                throw EngineException.invalid("a DNS search domain or option has one line: '" + line + "' has more");
            }
        }
        for (String extra : or(host.extraHosts())) {
            int colon = extra.indexOf(':');
            if (colon <= 0 || !isHost(extra.substring(colon + 1)) || extra.indexOf('\n') >= 0) {
                throw EngineException.invalid("bad format for add-host: \"" + extra
                        + "\": a name, a colon and an IP address or host-gateway are expected");
            }
        }
    }

    private static List<String> or(@Nullable List<String> list) {
        return list == null ? List.of() : list;
    }

    private static boolean isHost(String address) {
        try {
            return address.equals("host-gateway") || InetAddress.ofLiteral(address) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** A driver or option that is not understood would lose output that somebody counts on. */
    private static void logOptions(HostConfig host) {
        Map<String, Object> wish = host.logConfig() == null ? Map.of() : host.logConfig();
        Object type = wish.get("Type");
        if (type instanceof String text && !LOG_DRIVERS.contains(text)) {
            throw EngineException.invalid(
                    "log driver '" + text + "' is not supported by this engine: use local, json-file or none");
        }
        if (wish.get("Config") instanceof Map<?, ?> options) {
            options.forEach((name, value) -> {
                boolean usual = String.valueOf(value).equals(USUAL_LOG_OPTIONS.get(name));
                if (!LOG_OPTIONS.contains(name) && !usual) {
                    throw EngineException.invalid("log option '" + name + "' with value '" + value
                            + "' is not supported by this engine: leave it out");
                }
            });
        }
    }

    /** From LogConfig: driver {@code none}, or any other with {@code max-size} and {@code max-file}. */
    static LogPolicy logPolicy(HostConfig host) {
        Map<String, Object> wish = host.logConfig();
        if (wish == null) {
            return LogPolicy.DEFAULT;
        }
        if ("none".equals(wish.get("Type"))) {
            return LogPolicy.NONE;
        }
        Map<?, ?> options = wish.get("Config") instanceof Map<?, ?> map ? map : Map.of();
        long segments = options.get("max-file") instanceof String text ? number(text) : LogPolicy.SEGMENTS;
        long bytes = options.get("max-size") instanceof String text ? size(text) : LogPolicy.SEGMENT_BYTES;
        return new LogPolicy(bytes, (int) Math.min(segments, Integer.MAX_VALUE), true);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw invalidOption("max-file", text);
        }
    }

    private static long size(String text) {
        return ByteSize.parse(text).orElseThrow(() -> invalidOption("max-size", text));
    }

    private static EngineException invalidOption(String name, @Nullable String value) {
        return EngineException.invalid("invalid value for log option '" + name + "': '" + value + "'");
    }
}
