package dev.slipway.host.build;

import dev.slipway.host.image.ImageConfig.Health;
import dev.slipway.host.image.ImageConfig.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An image's run configuration while one instruction changes it. */
final class RunEdit {
    private final Run before;
    private @Nullable String user;
    private final Map<String, Map<String, Object>> ports;
    private final List<String> env;
    private @Nullable List<String> entrypoint;
    private @Nullable List<String> cmd;
    private final Map<String, Map<String, Object>> volumes;
    private @Nullable String workingDir;
    private final Map<String, String> labels;
    private @Nullable String stopSignal;
    private @Nullable List<String> shell;
    private final List<String> onBuild;
    private @Nullable Health health;

    RunEdit(Run before) {
        this.before = before;
        this.user = before.user();
        this.ports = new TreeMap<>(before.exposedPorts() == null ? Map.of() : before.exposedPorts());
        this.env = new ArrayList<>(before.env() == null ? List.of() : before.env());
        this.entrypoint = before.entrypoint();
        this.cmd = before.cmd();
        this.volumes = new TreeMap<>(before.volumes() == null ? Map.of() : before.volumes());
        this.workingDir = before.workingDir();
        this.labels = new TreeMap<>(before.labels() == null ? Map.of() : before.labels());
        this.stopSignal = before.stopSignal();
        this.shell = before.shell();
        this.onBuild = new ArrayList<>(before.onBuild() == null ? List.of() : before.onBuild());
        this.health = before.healthcheck();
    }

    RunEdit user(String name) {
        user = name;
        return this;
    }

    RunEdit port(String port) {
        ports.put(port, Map.of());
        return this;
    }

    /** Sets a variable, in its old place when it was set. */
    RunEdit env(String name, String value) {
        String entry = name + "=" + value;
        for (int i = 0; i < env.size(); i++) {
            if (env.get(i).startsWith(name + "=")) {
                env.set(i, entry);
                return this;
            }
        }
        env.add(entry);
        return this;
    }

    RunEdit entrypoint(List<String> argv) {
        entrypoint = List.copyOf(argv);
        return this;
    }

    RunEdit cmd(@Nullable List<String> argv) {
        cmd = argv;
        return this;
    }

    RunEdit volume(String path) {
        volumes.put(path, Map.of());
        return this;
    }

    RunEdit workingDir(String path) {
        workingDir = path;
        return this;
    }

    RunEdit label(String name, String value) {
        labels.put(name, value);
        return this;
    }

    RunEdit stopSignal(String signal) {
        stopSignal = signal;
        return this;
    }

    RunEdit shell(List<String> words) {
        shell = List.copyOf(words);
        return this;
    }

    RunEdit onBuild(String trigger) {
        onBuild.add(trigger);
        return this;
    }

    RunEdit noTriggers() {
        onBuild.clear();
        return this;
    }

    RunEdit health(Health check) {
        health = check;
        return this;
    }

    Run done() {
        return new Run(
                user,
                ports.isEmpty() ? null : ports,
                env.isEmpty() ? null : List.copyOf(env),
                entrypoint,
                cmd,
                volumes.isEmpty() ? null : volumes,
                workingDir,
                labels.isEmpty() ? null : labels,
                stopSignal,
                before.stopTimeout(),
                shell,
                onBuild.isEmpty() ? null : List.copyOf(onBuild),
                health);
    }
}
