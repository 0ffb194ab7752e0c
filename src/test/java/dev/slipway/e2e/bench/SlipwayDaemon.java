package dev.slipway.e2e.bench;

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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Our engine alone, with the settings people run it with. */
final class SlipwayDaemon implements Daemon {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Pattern APPS = Pattern.compile("apps on port (\\d+)");

    private final String name = "bench" + ProcessHandle.current().pid();
    private final Path folder;
    private final Process process;

    SlipwayDaemon() {
        try {
            // Not on /tmp, where that is tmpfs: layers need a file system that overlay can use.
            folder = Files.createTempDirectory(Path.of("/var/tmp"), "slipway-bench");
            process = new ProcessBuilder(words("serve"))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("engine.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Await.until("the engine answers", START, () -> docker("version").exitCode(), code -> code == 0);
    }

    private List<String> words(String command) {
        return new ArrayList<>(List.of(
                SourceTree.root().resolve("slipway").toString(),
                "engine",
                command,
                "--name",
                name,
                "--data-root",
                folder.resolve("data").toString(),
                "--run-root",
                runRoot().toString(),
                "--router-port",
                "0",
                "--router-bind",
                "127.0.0.1"));
    }

    private Path runRoot() {
        return Path.of("/run/slipway-" + name);
    }

    @Override
    public String title() {
        return "slipway";
    }

    @Override
    public Path socket() {
        return runRoot().resolve("engine.sock");
    }

    long pid() {
        return process.pid();
    }

    /** Where apps answer, as it has told. */
    int routerPort() {
        Matcher told = APPS.matcher(SourceTree.read(folder.resolve("engine.log")));
        if (!told.find()) {
            throw new IllegalStateException("the engine has not said where apps answer");
        }
        return Integer.parseInt(told.group(1));
    }

    @Override
    public List<Long> processes() {
        List<Long> all = new ArrayList<>(List.of(process.pid()));
        all.addAll(shims());
        return all;
    }

    /** One for each running container. */
    List<Long> shims() {
        return Processes.where(cmdline -> cmdline.startsWith("slipway-shim")).stream()
                .filter(pid -> ProcessHandle.of(pid)
                        .flatMap(ProcessHandle::parent)
                        .map(ProcessHandle::pid)
                        .filter(parent -> parent == process.pid())
                        .isPresent())
                .toList();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
        Command.run(Map.of(), words("down").toArray(String[]::new)).succeeded();
        Command.run("rm", "-rf", folder.toString()).succeeded();
    }
}
