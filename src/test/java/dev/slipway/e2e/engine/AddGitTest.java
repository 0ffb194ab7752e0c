package dev.slipway.e2e.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.support.Command;
import dev.slipway.e2e.support.GitServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** ADD of git repositories, from git's own daemon on the host's loopback, which only a build with the host's network reaches. */
@ExtendWith(OnEngine.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AddGitTest {
    private GitServer git;
    private String url;
    private String first;
    private String second;
    private Path context;

    @BeforeAll
    void publish(@TempDir Path folder) throws IOException {
        git = new GitServer();
        Files.createDirectories(folder.resolve("sub/deep"));
        Files.writeString(folder.resolve("README"), "one\n");
        Files.writeString(folder.resolve("sub/deep/file"), "deep\n");
        Files.createSymbolicLink(folder.resolve("up"), Path.of("../../../../etc"));
        Files.createSymbolicLink(folder.resolve("sub/link"), Path.of("deep/file"));
        Files.writeString(folder.resolve("run.sh"), "#!/bin/sh\n");
        Command.run("chmod", "755", folder.resolve("run.sh").toString()).succeeded();
        url = git.publish("added", folder);
        first = head();
        git.tag("added", "v1");
        Files.writeString(folder.resolve("README"), "two\n");
        git.publish("added", folder);
        second = head();
    }

    private String head() {
        return Command.run("git", "ls-remote", url, "refs/heads/main")
                .succeeded()
                .text()
                .split("\t")[0];
    }

    @AfterAll
    void stop() {
        git.close();
    }

    @BeforeEach
    void empty(@TempDir Path folder) {
        context = folder;
    }

    private Command build(SharedEngine shared, String dockerfile, String... options) throws IOException {
        Files.writeString(context.resolve("Dockerfile"), dockerfile);
        List<String> words = new ArrayList<>(List.of("build", "--network", "host", "-t", "added"));
        words.addAll(List.of(options));
        words.add(context.toString());
        return shared.engine().docker(words.toArray(String[]::new));
    }

    private static String run(SharedEngine shared, String script) {
        return shared.engine()
                .docker("run", "--rm", "added", "sh", "-c", script)
                .succeeded()
                .text();
    }

    @Test
    void theTreeOfABranchIsAddedWithoutItsHistory(SharedEngine shared) throws IOException {
        // When
        build(shared, "FROM busybox\nADD " + url + " /src\nADD --chown=7:8 " + url + "#v1:sub /old/\n")
                .succeeded();
        // Then
        assertEquals(
                "two\n755 0:0\ndeep\n7:8\n../../../../etc",
                run(
                        shared,
                        "cat /src/README; stat -c '%a %u:%g' /src/run.sh; cat /old/link; stat -c %u:%g /old/deep/file;"
                                + " readlink /src/up"));
        assertEquals("", run(shared, "ls -d /src/.git /old/README 2>/dev/null || true"));
    }

    @Test
    void whatIsTakenIsSaidByNameByQueryOrByCommit(SharedEngine shared) throws IOException {
        // When
        build(
                        shared,
                        "FROM busybox\nADD " + url + "?tag=v1&subdir=sub/deep /a\nADD " + url + "#" + first + " /b\n"
                                + "ADD --checksum=" + second.substring(0, 12) + " " + url + "?branch=main /c\n"
                                + "ADD --keep-git-dir=true " + url + " /d\n")
                .succeeded();
        // Then
        assertEquals("deep\none\ntwo", run(shared, "cat /a/file /b/README /c/README"));
        assertTrue(run(shared, "cat /d/.git/HEAD; ls /a /b /c -a").startsWith(second));
    }

    @Test
    void theSameCommitIsCachedAndANewOneIsNot(SharedEngine shared, @TempDir Path folder) throws IOException {
        // Given
        Files.writeString(folder.resolve("file"), "1\n");
        String moving = git.publish("moving", folder);
        String dockerfile = "FROM busybox\nADD " + moving + " /src/\n";
        build(shared, dockerfile).succeeded();
        // When
        String again = build(shared, dockerfile).succeeded().out();
        Files.writeString(folder.resolve("file"), "2\n");
        git.publish("moving", folder);
        String changed = build(shared, dockerfile).succeeded().out();
        // Then
        assertTrue(again.contains("Using cache"), again);
        assertFalse(changed.contains("Using cache"), changed);
        assertEquals("2", run(shared, "cat /src/file"));
    }

    @Test
    void theProvenanceNamesTheCommit(SharedEngine shared) throws IOException {
        // Given
        build(shared, "FROM busybox\nADD " + url + "#v1 /src\n").succeeded();
        // When
        String statement = Command.run(
                        "curl",
                        "-sf",
                        "--unix-socket",
                        shared.engine().socket().toString(),
                        "http://engine/slipway/v1/images/added/provenance")
                .succeeded()
                .out();
        // Then
        assertTrue(
                statement.contains("{\"uri\":\"git+" + url + "\",\"digest\":{\"gitCommit\":\"" + first + "\"}}"),
                statement);
    }

    @Test
    void whatCannotBeHadIsSaidWithItsLine(SharedEngine shared) throws IOException {
        // When
        String unknown =
                build(shared, "FROM busybox\nADD " + url + "#nowhere /x\n").err();
        String folder =
                build(shared, "FROM busybox\nADD " + url + "#main:up /x\n").err();
        String other = build(shared, "FROM busybox\nADD --checksum=" + first + " " + url + "#main /x\n")
                .err();
        String missing = build(shared, "FROM busybox\nADD " + url.replace("added", "missing") + " /x\n")
                .err();
        // Then
        assertTrue(unknown.contains("has no branch or tag 'nowhere'"), unknown);
        assertTrue(unknown.contains("(line 2 of the Dockerfile)"), unknown);
        assertTrue(folder.contains("the repository has no folder 'up'"), folder);
        assertTrue(other.contains("has commit " + second + " at 'main', expected " + first), other);
        assertTrue(missing.contains("git ls-remote") && missing.contains("(line 2 of the Dockerfile)"), missing);
    }

    @Test
    void withoutTheHostsNetworkTheHostIsNotReached(SharedEngine shared) throws IOException {
        // Given
        Files.writeString(context.resolve("Dockerfile"), "FROM busybox\nADD " + url + " /x\n");
        // When
        Command build = shared.engine().docker("build", context.toString());
        // Then
        assertNotEquals(0, build.exitCode());
        assertTrue(build.err().contains("git ls-remote"), build.err());
        assertEquals("", shared.engine().docker("ps", "-aq").succeeded().text());
    }
}
