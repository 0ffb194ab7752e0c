package dev.slipway.host.container;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Json;
import dev.slipway.host.image.ImageConfig.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The few Dockerfile instructions that {@code docker commit --change} takes, applied to a run configuration. Pure. */
final class CommitChanges {
    private static final Pattern PAIR = Pattern.compile("([^\\s=]+)=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|(\\S*))");
    private static final List<String> SHELL = List.of("/bin/sh", "-c");

    private CommitChanges() {}

    /** @throws EngineException INVALID for an instruction that does not describe how an image runs */
    static Run apply(Run run, List<String> changes) {
        Run result = run;
        for (String change : changes) {
            String line = change.strip();
            int space = line.indexOf(' ');
            if (space < 0) {
                throw EngineException.invalid("invalid change '" + change + "': it needs an argument");
            }
            result = apply(
                    result,
                    line.substring(0, space).toUpperCase(Locale.ROOT),
                    line.substring(space + 1).strip());
        }
        return result;
    }

    private static Run apply(Run run, String instruction, String rest) {
        Draft draft = new Draft(run);
        switch (instruction) {
            case "CMD" -> draft.cmd = words(rest, run.shell());
            case "ENTRYPOINT" -> draft.entrypoint = words(rest, run.shell());
            case "ENV" -> draft.env = env(run.env(), pairs(rest));
            case "LABEL" -> draft.labels = union(run.labels(), pairs(rest));
            case "USER" -> draft.user = rest;
            case "WORKDIR" -> draft.workingDir = rest;
            case "EXPOSE" -> draft.ports = keys(run.exposedPorts(), rest, true);
            case "VOLUME" -> draft.volumes = keys(run.volumes(), rest, false);
            case "STOPSIGNAL" -> draft.stopSignal = rest;
            case "ONBUILD" -> draft.onBuild = with(run.onBuild(), rest);
            default -> throw EngineException.invalid(instruction + " is not a valid change command");
        }
        return draft.run();
    }

    private static List<String> words(String rest, @Nullable List<String> shell) {
        if (rest.startsWith("[")) {
            try {
                return List.of(Json.mapper().readValue(rest, String[].class));
            } catch (JsonProcessingException e) {
                throw EngineException.invalid("invalid change: '" + rest + "' is not a JSON array of strings");
            }
        }
        List<String> words = new ArrayList<>(shell == null ? SHELL : shell);
        words.add(rest);
        return words;
    }

    private static Map<String, String> pairs(String rest) {
        Map<String, String> pairs = new LinkedHashMap<>();
        Matcher matcher = PAIR.matcher(rest);
        while (matcher.find()) {
            String quoted = matcher.group(2);
            pairs.put(matcher.group(1), quoted == null ? matcher.group(3) : quoted.replaceAll("\\\\(.)", "$1"));
        }
        int space = rest.indexOf(' ');
        if (pairs.isEmpty() && space > 0) {
            pairs.put(rest.substring(0, space), rest.substring(space + 1).strip());
        }
        return pairs;
    }

    private static List<String> env(@Nullable List<String> old, Map<String, String> added) {
        List<String> env = new ArrayList<>(old == null ? List.of() : old);
        added.forEach((name, value) -> {
            env.removeIf(e -> e.startsWith(name + "="));
            env.add(name + "=" + value);
        });
        return env;
    }

    private static Map<String, String> union(@Nullable Map<String, String> old, Map<String, String> added) {
        Map<String, String> union = new LinkedHashMap<>(old == null ? Map.of() : old);
        union.putAll(added);
        return union;
    }

    private static Map<String, Map<String, Object>> keys(
            @Nullable Map<String, Map<String, Object>> old, String rest, boolean ports) {
        Map<String, Map<String, Object>> keys = new LinkedHashMap<>(old == null ? Map.of() : old);
        List<String> words = rest.startsWith("[") ? words(rest, null) : List.of(rest.split("\\s+"));
        words.forEach(word -> keys.put(ports && !word.contains("/") ? word + "/tcp" : word, Map.of()));
        return keys;
    }

    private static List<String> with(@Nullable List<String> old, String added) {
        List<String> list = new ArrayList<>(old == null ? List.of() : old);
        list.add(added);
        return list;
    }

    /** A run configuration while it is changed. */
    private static final class Draft {
        private final Run from;
        private @Nullable List<String> cmd;
        private @Nullable List<String> entrypoint;
        private @Nullable List<String> env;
        private @Nullable List<String> onBuild;
        private @Nullable Map<String, String> labels;
        private @Nullable Map<String, Map<String, Object>> ports;
        private @Nullable Map<String, Map<String, Object>> volumes;
        private @Nullable String user;
        private @Nullable String workingDir;
        private @Nullable String stopSignal;

        Draft(Run from) {
            this.from = from;
            cmd = from.cmd();
            entrypoint = from.entrypoint();
            env = from.env();
            onBuild = from.onBuild();
            labels = from.labels();
            ports = from.exposedPorts();
            volumes = from.volumes();
            user = from.user();
            workingDir = from.workingDir();
            stopSignal = from.stopSignal();
        }

        Run run() {
            return new Run(
                    user,
                    ports,
                    env,
                    entrypoint,
                    cmd,
                    volumes,
                    workingDir,
                    labels,
                    stopSignal,
                    from.stopTimeout(),
                    from.shell(),
                    onBuild,
                    from.healthcheck());
        }
    }
}
