package dev.slipway.e2e.engine;

import dev.slipway.e2e.support.Await;
import dev.slipway.e2e.support.Command;
import dev.slipway.e2e.support.SourceTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An engine of the tests' own: its name, folders and sockets are used by nobody else. */
final class EngineProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration HANDOVER = Duration.ofSeconds(60);
    private static final String LOOPBACK = "127.0.0.1";
    static final List<String> JAVA = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            SourceTree.root().resolve("host-runtime/target/engine") + "/*",
            "dev.slipway.host.main.Main");

    private final String name;
    private final int port;
    private final List<String> before;
    private final List<String> options;
    private final Path folder;
    private final Path log;
    private Process process;

    /** Starts one; {@code name} must be free on this host. */
    EngineProcess(String name) {
        this(name, 0);
    }

    /** @param port where apps answer */
    EngineProcess(String name, int port) {
        this(name, port, List.of(), List.of());
    }

    /** One with further options. */
    static EngineProcess with(String name, String... options) {
        return new EngineProcess(name, 0, List.of(), List.of(options));
    }

    /** One whose host is the network namespace at {@code namespace}. */
    static EngineProcess in(Path namespace, String name) {
        return new EngineProcess(name, 0, List.of("nsenter", "--net=" + namespace), List.of());
    }

    private EngineProcess(String name, int port, List<String> before, List<String> options) {
        this.name = name;
        this.port = port;
        this.before = before;
        this.options = options;
        try {
            // Not on /tmp where that is tmpfs without xattrs: layers need a file system that overlay can use.
            folder = Files.createTempDirectory(Path.of("/var/tmp"), "slipway-" + name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        log = folder.resolve("engine.log");
        process = start();
    }

    private Process start() {
        Process started = launch("serve", LOOPBACK);
        Await.until(
                "the engine answers\n" + log(), START, () -> docker("version").exitCode(), code -> code == 0);
        return started;
    }

    private Process launch(String command, String bind) {
        List<String> words = new ArrayList<>(before);
        words.addAll(JAVA);
        words.addAll(List.of(
                command,
                "--name",
                name,
                "--data-root",
                folder.resolve("data").toString(),
                "--run-root",
                runRoot().toString(),
                "--router-port",
                String.valueOf(port),
                "--router-bind",
                bind));
        words.addAll(options);
        try {
            return new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path dataRoot() {
        return folder.resolve("data");
    }

    private Path runRoot() {
        return Path.of("/run/slipway-" + name);
    }

    Path socket() {
        return runRoot().resolve("engine.sock");
    }

    Path tenantSocket() {
        return runRoot().resolve("tenant.sock");
    }

    long pid() {
        return process.pid();
    }

    /** What it has written; for messages of failing tests. */
    String log() {
        return Files.exists(log) ? SourceTree.read(log) : "";
    }

    /** Runs the docker command on this engine. */
    Command docker(String... words) {
        return Command.run(Map.of("DOCKER_BUILDKIT", "0"), dockerWords(words));
    }

    /** The docker command's words, for tests that talk to it while it runs. */
    String[] dockerWords(String... words) {
        List<String> all = new ArrayList<>(List.of("docker", "-H", "unix://" + socket()));
        all.addAll(List.of(words));
        return all.toArray(String[]::new);
    }

    /** Ends it without warning and starts another on the same folders. */
    void killAndRestart() {
        process.destroyForcibly().onExit().join();
        process = start();
    }

    /** Lets another engine take this one's place; returns when the old process has ended. */
    void replace() {
        Process successor = launch("replace", LOOPBACK);
        Await.until("the old engine ends\n" + log(), HANDOVER, process::isAlive, alive -> !alive);
        if (process.exitValue() != 0) {
            throw new AssertionError("the old engine ended with " + process.exitValue() + "\n" + log());
        }
        process = successor;
    }

    /** Lets another engine try to take this one's place, with its router on {@code address}. */
    Process replaceOn(String address) {
        return launch("replace", address);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
        int code = launch("down", LOOPBACK).onExit().join().exitValue();
        String words = log();
        Command.run("rm", "-rf", folder.toString()).succeeded();
        if (code != 0 || Files.exists(runRoot())) {
            throw new AssertionError("the engine could not be taken down, or left " + runRoot() + "\n" + words);
        }
    }
}
