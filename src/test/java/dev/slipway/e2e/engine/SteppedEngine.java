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
import java.util.function.Consumer;

/** An engine that notes the steps it takes and can be told to die before one of them (HACKING.md, "Dying at a step"). */
final class SteppedEngine implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(40);
    private static final Duration DEATH = Duration.ofSeconds(30);
    private static final int KILLED = 137;

    private final String name;
    private final Path folder;
    private final Path steps;
    private final Path log;
    private Process process;

    /** Starts one; {@code name} must be free on this host. */
    SteppedEngine(String name) throws IOException {
        this(name, dataRoot -> {});
    }

    /** @param prepare makes the data root what it is to be, before there is an engine */
    SteppedEngine(String name, Consumer<Path> prepare) throws IOException {
        this.name = name;
        this.folder = Files.createTempDirectory(Path.of("/var/tmp"), "slipway-" + name);
        this.steps = Files.createDirectories(folder.resolve("steps"));
        this.log = folder.resolve("engine.log");
        prepare.accept(Files.createDirectories(dataRoot()));
        this.process = start();
    }

    private Process start() {
        Process started = launch("serve");
        EngineSocket socket = api();
        Await.until("the engine answers", START, () -> socket.answers() || !started.isAlive(), Boolean::booleanValue);
        if (!started.isAlive()) {
            throw new AssertionError("the engine did not start\n" + log());
        }
        return started;
    }

    private Process launch(String command) {
        List<String> words = new ArrayList<>(EngineProcess.JAVA);
        words.add(1, "-Dslipway.steps=" + steps);
        words.addAll(List.of(
                command,
                "--name",
                name,
                "--data-root",
                dataRoot().toString(),
                "--run-root",
                runRoot().toString(),
                "--router-port",
                "0",
                "--router-bind",
                "127.0.0.1"));
        try {
            return new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    EngineSocket api() {
        return new EngineSocket(runRoot().resolve("engine.sock"));
    }

    String name() {
        return name;
    }

    Path dataRoot() {
        return folder.resolve("data");
    }

    Path runRoot() {
        return Path.of("/run/slipway-" + name);
    }

    /** A folder for the test's own files, gone with the engine. */
    Path folder() {
        return folder;
    }

    String log() {
        return Files.exists(log) ? SourceTree.read(log) : "";
    }

    /** The steps taken since the last call, each once, in the order of their first time. */
    List<String> passed() throws IOException {
        Path passed = steps.resolve("passed");
        if (!Files.exists(passed)) {
            return List.of();
        }
        List<String> names = Files.readAllLines(passed).stream().distinct().toList();
        Files.delete(passed);
        return names;
    }

    /** From now on the engine dies before {@code step}. */
    void dieBefore(String step) throws IOException {
        Files.writeString(steps.resolve("halt"), step);
    }

    /** Waits for the death that was wished for, and starts the next engine. */
    void succeed() throws IOException {
        Await.until(
                "the engine dies before '" + Files.readString(steps.resolve("halt")) + "'",
                DEATH,
                process::isAlive,
                alive -> !alive);
        int code = process.onExit().join().exitValue();
        if (code != KILLED) {
            throw new AssertionError("the engine ended with " + code + "\n" + log());
        }
        Files.delete(steps.resolve("halt"));
        process = start();
    }

    /** Ends it without warning and starts another on the same folders. */
    void killAndRestart() {
        killAndRestart(() -> {});
    }

    /** @param meanwhile what happens while no engine runs */
    void killAndRestart(Runnable meanwhile) {
        process.destroyForcibly().onExit().join();
        meanwhile.run();
        process = start();
    }

    /** Runs the docker command on this engine. */
    Command docker(String... words) {
        List<String> all = new ArrayList<>(List.of("docker", "-H", "unix://" + runRoot() + "/engine.sock"));
        all.addAll(List.of(words));
        return Command.run(all.toArray(String[]::new));
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
        int code = launch("down").onExit().join().exitValue();
        String words = log();
        // Where a test made the data root a file system of its own.
        Command.run("umount", "--lazy", dataRoot().toString());
        Command.run("rm", "-rf", folder.toString()).succeeded();
        if (code != 0) {
            throw new AssertionError("the engine could not be taken down\n" + words);
        }
    }
}
