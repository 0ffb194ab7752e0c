package dev.slipway.host.build;

import dev.slipway.host.image.Platform;
import dev.slipway.host.linux.Architecture;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The build arguments of one build: what the request gives, and which of it the Dockerfile has asked for. */
final class Arguments {
    /** Known without ARG, and never part of history or cache: where a proxy is says nothing about the result. */
    private static final Set<String> PROXIES = Set.of(
            "HTTP_PROXY",
            "http_proxy",
            "HTTPS_PROXY",
            "https_proxy",
            "FTP_PROXY",
            "ftp_proxy",
            "NO_PROXY",
            "no_proxy",
            "ALL_PROXY",
            "all_proxy");

    /** Given by clients without being asked for: they steer BuildKit, or say something about the build itself. */
    private static final Set<String> STEERING = Set.of(
            FileTimes.ARGUMENT,
            "BUILDKIT_BUILD_NAME",
            "BUILDKIT_CACHE_MOUNT_NS",
            "BUILDKIT_CONTEXT_KEEP_GIT_DIR",
            "BUILDKIT_DOCKERFILE_CHECK",
            "BUILDKIT_INLINE_CACHE",
            "BUILDKIT_MULTI_PLATFORM",
            "BUILDKIT_SANDBOX_HOSTNAME",
            "BUILDKIT_SYNTAX");

    private final Map<String, String> given;
    private final Map<String, String> platform;
    private final Map<String, String> global = new HashMap<>();
    private final Set<String> used = ConcurrentHashMap.newKeySet();

    /**
     * @param target what the image is for
     * @param stage name of the stage to build
     */
    Arguments(Map<String, String> given, Platform target, String stage) {
        this.given = Map.copyOf(given);
        Map<String, String> values = new HashMap<>(platform("TARGET", target));
        values.putAll(
                platform("BUILD", new Platform("linux", Architecture.current().oci(), null)));
        values.put("TARGETSTAGE", stage);
        this.platform = Map.copyOf(values);
    }

    private static Map<String, String> platform(String side, Platform platform) {
        String variant = platform.variant() == null ? "" : platform.variant();
        return Map.of(
                side + "PLATFORM", platform.toString(),
                side + "OS", platform.os(),
                side + "ARCH", platform.architecture(),
                side + "VARIANT", variant);
    }

    /** Takes an ARG from before the first FROM. */
    void declareGlobal(String name, @Nullable String value) {
        used.add(name);
        String effective = given.getOrDefault(name, value);
        if (effective != null) {
            global.put(name, effective);
        }
    }

    /** A variable in FROM. */
    @Nullable
    String global(String name) {
        String value = global.get(name);
        return value == null ? platform.get(name) : value;
    }

    /** The arguments of a new stage; those of the stage it is made from go on. */
    Scope scope(@Nullable Scope parent) {
        return new Scope(parent == null ? Map.of() : parent.values);
    }

    /** Those given that no ARG asked for. */
    List<String> unused() {
        return new TreeSet<>(given.keySet())
                .stream()
                        .filter(name -> !used.contains(name) && !PROXIES.contains(name) && !STEERING.contains(name))
                        .toList();
    }

    /** The arguments in effect at a point of a stage. */
    final class Scope {
        private final TreeMap<String, String> values;

        private Scope(Map<String, String> inherited) {
            this.values = new TreeMap<>(inherited);
        }

        /** Takes an ARG of a stage; without a default it has the value of the same ARG before the first FROM. */
        void declare(String name, @Nullable String value) {
            used.add(name);
            String fallback = value == null ? global(name) : value;
            String effective = given.getOrDefault(name, fallback);
            if (effective != null) {
                values.put(name, effective);
            }
        }

        @Nullable
        String value(String name) {
            return values.get(name);
        }

        /** {@code NAME=value} of those that a command sees and that decide its result; ENV of the same name wins. */
        List<String> forCommands(Set<String> environment) {
            return values.entrySet().stream()
                    .filter(entry -> !environment.contains(entry.getKey()) && !PROXIES.contains(entry.getKey()))
                    .map(entry -> entry.getKey() + "=" + entry.getValue())
                    .toList();
        }

        /** The given proxies. */
        List<String> proxies(Set<String> environment) {
            List<String> proxies = new ArrayList<>();
            for (String name : new TreeSet<>(PROXIES)) {
                String value = given.get(name);
                if (value != null && !environment.contains(name)) {
                    proxies.add(name + "=" + value);
                }
            }
            return proxies;
        }
    }
}
