package dev.slipway.e2e.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Git's own daemon on loopback, with repositories made from folders. */
public final class GitServer implements AutoCloseable {
    private static final Map<String, String> AUTHOR = Map.of(
            "GIT_AUTHOR_NAME", "Ada",
            "GIT_AUTHOR_EMAIL", "ada@example.com",
            "GIT_COMMITTER_NAME", "Ada",
            "GIT_COMMITTER_EMAIL", "ada@example.com");
    private final Path base;
    private final Process daemon;
    private final int port;

    public GitServer() {
        try {
            base = Files.createTempDirectory("slipway-git");
            port = Ports.free();
            daemon = new ProcessBuilder(
                            "git",
                            "daemon",
                            "--listen=127.0.0.1",
                            "--port=" + port,
                            "--reuseaddr",
                            "--export-all",
                            "--base-path=" + base,
                            base.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Publishes the content of {@code folder} as a commit on main; a second call adds a commit. Returns the URL. */
    public String publish(String name, Path folder) {
        Path work = base.resolve(name + ".work");
        Path bare = base.resolve(name + ".git");
        if (!Files.exists(bare)) {
            Command.run("git", "init", "-q", "-b", "main", work.toString()).succeeded();
            Command.run("git", "init", "-q", "--bare", "-b", "main", bare.toString())
                    .succeeded();
        }
        Command.run("cp", "-a", folder + "/.", work.toString()).succeeded();
        git(work, "add", "-A");
        git(work, "commit", "-q", "--allow-empty", "-m", "Change " + name);
        git(work, "push", "-q", bare.toString(), "main");
        String url = "git://127.0.0.1:" + port + "/" + name + ".git";
        Await.until(
                "the git daemon serves " + url,
                Duration.ofSeconds(10),
                () -> Command.run("git", "ls-remote", url).exitCode(),
                code -> code == 0);
        return url;
    }

    /** Names the last commit that was published, with a tag that has an object of its own. */
    public void tag(String name, String tag) {
        Path work = base.resolve(name + ".work");
        git(work, "tag", "-a", "-m", tag, tag);
        git(work, "push", "-q", base.resolve(name + ".git").toString(), tag);
    }

    /** Publishes one of the fixtures of {@code src/test/resources/apps}. */
    public String publishFixture(String fixture) {
        return publish(
                fixture, SourceTree.root().resolve("src/test/resources/apps").resolve(fixture));
    }

    private static void git(Path work, String... words) {
        String[] all = new String[words.length + 3];
        all[0] = "git";
        all[1] = "-C";
        all[2] = work.toString();
        System.arraycopy(words, 0, all, 3, words.length);
        Command.run(AUTHOR, all).succeeded();
    }

    @Override
    public void close() {
        daemon.descendants().forEach(ProcessHandle::destroy);
        daemon.destroy();
        Command.run("rm", "-rf", base.toString()).succeeded();
    }
}
