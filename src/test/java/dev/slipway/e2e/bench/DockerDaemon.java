package dev.slipway.e2e.bench;

import dev.slipway.e2e.support.Await;
import dev.slipway.e2e.support.Command;
import dev.slipway.e2e.support.SourceTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The distribution's dockerd with a containerd of its own. It lives in a network namespace without a name, so that its bridge
 * and rules vanish with it, and keeps everything in one folder.
 */
public final class DockerDaemon implements Daemon {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration END = Duration.ofSeconds(60);

    private static final String GROUP =
            "docker-bench-" + ProcessHandle.current().pid();

    /** What dockerd makes outside its own folders, whatever it is told; deepest first. */
    private static final List<Path> OUTSIDE = Stream.of(
                    "/etc/docker/key.json",
                    "/etc/docker",
                    "/run/docker/plugins",
                    "/run/docker",
                    "/run/containerd/s",
                    "/run/containerd")
            .map(Path::of)
            .toList();

    private final List<Path> made =
            OUTSIDE.stream().filter(path -> !Files.exists(path)).toList();
    private final Path folder;
    private final Process process;

    public DockerDaemon() {
        try {
            folder = Files.createTempDirectory(Path.of("/var/tmp"), "docker-bench");
            process = new ProcessBuilder(
                            "unshare",
                            "--net",
                            "dockerd",
                            "--data-root",
                            folder.resolve("data").toString(),
                            "--exec-root",
                            folder.resolve("exec").toString(),
                            "--pidfile",
                            folder.resolve("docker.pid").toString(),
                            "--host",
                            "unix://" + socket(),
                            "--cgroup-parent",
                            "/" + GROUP)
                    .redirectErrorStream(true)
                    .redirectOutput(log().toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            Await.until(
                    "dockerd answers", START, () -> docker("version").exitCode() == 0 || !process.isAlive(), on -> on);
            docker("version").succeeded();
        } catch (AssertionError e) {
            throw new AssertionError(SourceTree.read(log()), e);
        }
    }

    private Path log() {
        return folder.resolve("dockerd.log");
    }

    /** Words in front of a command that is to run in its network, where loopback is up from now on. */
    List<String> inItsNetwork() {
        List<String> words = List.of("nsenter", "--target", String.valueOf(process.pid()), "--net");
        List<String> up = new ArrayList<>(words);
        up.addAll(List.of("ip", "link", "set", "lo", "up"));
        Command.run(up.toArray(String[]::new)).succeeded();
        return words;
    }

    @Override
    public String title() {
        return "dockerd";
    }

    @Override
    public Path socket() {
        return folder.resolve("docker.sock");
    }

    @Override
    public List<Long> processes() {
        // dockerd, its containerd and each shim carry the folder on their command lines.
        return Processes.where(cmdline -> !cmdline.startsWith("docker -H") && cmdline.contains(folder.toString()));
    }

    /** One for each running container. */
    List<Long> shims() {
        return Processes.where(
                cmdline -> cmdline.startsWith("/usr/bin/containerd-shim") && cmdline.contains(folder.toString()));
    }

    @Override
    public void close() {
        String ids = docker("ps", "-aq").text();
        if (!ids.isEmpty()) {
            String[] idWords = ("rm -f " + ids.replace('\n', ' ')).split(" ");
            docker(idWords).succeeded();
        }
        process.destroy();
        try {
            if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("dockerd did not end within " + END + "\n" + SourceTree.read(log()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        Await.until("its containerd is gone", END, this::processes, List::isEmpty);
        Command.run("rm", "-rf", folder.toString()).succeeded();
        removeGroups();
        made.forEach(DockerDaemon::removeUnlessUsed);
    }

    private static void removeUnlessUsed(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (DirectoryNotEmptyException another) {
            // Somebody else has put something there meanwhile.
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** dockerd leaves its parent group behind in every hierarchy, with what its builder made in it. */
    private static void removeGroups() {
        try (var hierarchies = Files.newDirectoryStream(Path.of("/sys/fs/cgroup"), Files::isDirectory)) {
            for (Path hierarchy : hierarchies) {
                removeGroup(hierarchy.resolve(GROUP));
            }
            removeGroup(Path.of("/sys/fs/cgroup", GROUP));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void removeGroup(Path group) throws IOException {
        if (!Files.isDirectory(group)) {
            return;
        }
        List<Path> groups;
        try (Stream<Path> all = Files.find(group, Integer.MAX_VALUE, (path, is) -> is.isDirectory())) {
            groups = all.toList();
        }
        for (Path each : groups.reversed()) {
            Files.delete(each);
        }
    }
}
