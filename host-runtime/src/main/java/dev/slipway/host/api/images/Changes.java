package dev.slipway.host.api.images;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Json;
import dev.slipway.host.image.ImageConfig.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Dockerfile instructions of {@code docker import --change}: those that only set how an image runs. */
final class Changes {
    private @Nullable String user;
    private @Nullable String workingDir;
    private @Nullable String stopSignal;
    private @Nullable List<String> entrypoint;
    private @Nullable List<String> cmd;
    private final List<String> env;
    private final Map<String, String> labels;
    private final Map<String, Map<String, Object>> ports;
    private final Map<String, Map<String, Object>> volumes;

    private Changes(Run run) {
        user = run.user();
        workingDir = run.workingDir();
        stopSignal = run.stopSignal();
        entrypoint = run.entrypoint();
        cmd = run.cmd();
        env = new ArrayList<>(run.env() == null ? List.of() : run.env());
        labels = new LinkedHashMap<>(run.labels() == null ? Map.of() : run.labels());
        ports = new LinkedHashMap<>(run.exposedPorts() == null ? Map.of() : run.exposedPorts());
        volumes = new LinkedHashMap<>(run.volumes() == null ? Map.of() : run.volumes());
    }

    /** {@code run} with {@code instructions} applied in order; 400 for one that is not allowed here. */
    static Run applied(Run run, List<String> instructions) {
        Changes changes = new Changes(run);
        instructions.forEach(changes::apply);
        return changes.result(run);
    }

    private void apply(String instruction) {
        String[] parts = instruction.strip().split("\\s+", 2);
        String value = parts.length < 2 ? "" : parts[1].strip();
        switch (parts[0].toUpperCase(Locale.ROOT)) {
            case "USER" -> user = value;
            case "WORKDIR" -> workingDir = value;
            case "STOPSIGNAL" -> stopSignal = value;
            case "ENTRYPOINT" -> entrypoint = command(value);
            case "CMD" -> cmd = command(value);
            case "ENV" -> env.add(pair(value));
            case "LABEL" -> label(pair(value));
            case "EXPOSE" -> ports.put(value.contains("/") ? value : value + "/tcp", Map.of());
            case "VOLUME" -> volumes.put(value, Map.of());
            default ->
                throw EngineException.invalid("'" + parts[0] + "' is not a valid change: use CMD, ENTRYPOINT, ENV,"
                        + " EXPOSE, LABEL, STOPSIGNAL, USER, VOLUME or WORKDIR");
        }
    }

    private static List<String> command(String value) {
        if (value.startsWith("[")) {
            try {
                return List.of(Json.mapper().readValue(value, String[].class));
            } catch (JsonProcessingException e) {
                throw EngineException.invalid("invalid command '" + value + "': " + e.getOriginalMessage());
            }
        }
        // The image's shell, inside the container, as the instruction's own text says; nothing is run on the host.
        return List.of("/bin/sh", "-c", value);
    }

    private static String pair(String value) {
        int space = value.indexOf(' ');
        int equals = value.indexOf('=');
        String pair = equals < 0 && space > 0 ? value.substring(0, space) + "=" + value.substring(space + 1) : value;
        int split = pair.indexOf('=');
        if (split < 1) {
            throw EngineException.invalid("invalid change '" + value + "': must be NAME=value");
        }
        return pair.substring(0, split + 1) + unquoted(pair.substring(split + 1));
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    private void label(String pair) {
        int split = pair.indexOf('=');
        labels.put(pair.substring(0, split), pair.substring(split + 1));
    }

    private Run result(Run run) {
        return new Run(
                user,
                ports.isEmpty() ? null : ports,
                env.isEmpty() ? null : env,
                entrypoint,
                cmd,
                volumes.isEmpty() ? null : volumes,
                workingDir,
                labels.isEmpty() ? null : labels,
                stopSignal,
                run.stopTimeout(),
                run.shell(),
                run.onBuild(),
                run.healthcheck());
    }
}
