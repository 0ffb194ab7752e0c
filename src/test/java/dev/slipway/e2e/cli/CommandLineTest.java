package dev.slipway.e2e.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.cli.Terminal.Result;
import dev.slipway.e2e.support.OnPlatform;
import dev.slipway.e2e.support.Platform;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One app from its creation to its end, without a browser. */
@ExtendWith(OnPlatform.class)
class CommandLineTest {

    private static final String APP = "command-line";

    @Test
    void anAppLivesFromTheCommandLine(Platform platform) throws IOException {
        String repository = platform.git().publishFixture("perl-counter");
        try (Terminal terminal = new Terminal(platform)) {
            signIn(terminal, platform);
            create(terminal, repository);
            followLogs(terminal);
            runCommands(terminal, platform);
            useAShell(terminal);
            changeVariablesAndGoBack(terminal);
            deployAgain(terminal);
            terminal.run("apps", "delete", "--app", APP, "--yes").succeeded();
        }
    }

    @Test
    void whatGoesWrongIsOneSentenceAndAnExitCode(Platform platform) throws IOException {
        try (Terminal terminal = new Terminal(platform)) {
            // Given
            Map<String, String> stranger = Map.of(
                    "SLIPWAY_SERVER", platform.console().toString(), "SLIPWAY_TOKEN", "slw_not-a-token-of-this-server");
            // When
            Result denied = terminal.with(stranger, "whoami");
            Result nowhere = terminal.run("whoami");
            signIn(terminal, platform);
            Result unknown = terminal.run("deploy", "--app", "no-such-app");
            // Then
            assertEquals(77, denied.code(), denied.err());
            assertEquals(78, nowhere.code(), nowhere.err());
            assertEquals(66, unknown.code(), unknown.err());
            assertTrue(unknown.err().startsWith("slipway: no app \"no-such-app\""), unknown.err());
            assertEquals(1, unknown.err().lines().count(), unknown.err());
        }
    }

    @Test
    void aBuildThatFailsFailsTheDeploy(Platform platform) throws IOException {
        String repository = platform.git().publishFixture("failing-run");
        try (Terminal terminal = new Terminal(platform)) {
            // Given
            signIn(terminal, platform);
            // When
            Result created = terminal.run("apps", "create", repository, "--name", "failing-line", "--wait");
            // Then
            assertEquals(1, created.code(), created.err());
            assertTrue(created.err().contains("before the failure"), created.err());
            assertTrue(created.err().contains("slipway: build 1 failed: "), created.err());
            assertTrue(created.err().contains("exited with code 7"), created.err());
            terminal.run("apps", "delete", "--app", "failing-line", "--yes").succeeded();
        }
    }

    private static void signIn(Terminal terminal, Platform platform) {
        byte[] token = (terminal.token() + "\n").getBytes(StandardCharsets.US_ASCII);
        Result login =
                terminal.typing(token, "login", platform.console().toString()).succeeded();
        assertTrue(login.err().contains("ada@example.com"), login.err());
    }

    private static void create(Terminal terminal, String repository) {
        Result created = terminal.run("apps", "create", repository, "--name", APP, "--wait", "-e", "GREETING=hello")
                .succeeded();
        assertTrue(created.err().contains("Step 1/"), created.err());
        assertTrue(created.err().contains("release 1 runs"), created.err());
        assertTrue(created.out().startsWith("http://" + APP + "."), created.out());
    }

    private static void followLogs(Terminal terminal) throws IOException {
        Process process = terminal.begin("logs", "-f", "--app", APP, "--since", "1h");
        List<Integer> numbers = new ArrayList<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            String line;
            while (numbers.size() < 300 && (line = lines.readLine()) != null) {
                if (line.matches(".*line \\d+.*")) {
                    numbers.add(Integer.parseInt(line.replaceAll(".*line (\\d+).*", "$1")));
                }
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
        assertEquals(IntStream.rangeClosed(1, 300).boxed().toList(), numbers);
    }

    private static void runCommands(Terminal terminal, Platform platform) {
        byte[] bytes = new byte[200_000];
        for (int at = 0; at < bytes.length; at++) {
            bytes[at] = (byte) (at * 31 + at / 256);
        }
        assertArrayEquals(
                bytes,
                terminal.typing(bytes, "exec", "--app", APP, "cat").succeeded().bytes());
        Result apart =
                terminal.run("exec", "--app", APP, "--", "perl", "-e", "print 'out'; print STDERR 'err'; exit 7");
        assertEquals("7 out err", apart.code() + " " + apart.out() + " " + apart.err());
        Result missing = terminal.run("exec", "--app", APP, "--", "/no/such/program");
        assertTrue(List.of(126, 127).contains(missing.code()), missing.code() + missing.err());

        Result once = terminal.run("run", "--app", APP, "--", "perl", "-e", "print $ENV{GREETING}; exit 4");
        assertEquals("4 hello", once.code() + " " + once.out(), once.err());
        assertEquals(
                "",
                platform.docker("ps", "-aq", "--filter", "label=slipway.one-off")
                        .succeeded()
                        .text());
    }

    private static void useAShell(Terminal terminal) {
        Result shell = terminal.interactively("""
                expect #
                type stty size; echo first-$((20+1))
                expect 33 101
                expect first-21
                size 120 40
                type until stty size | grep '40 120'; do true; done; echo second-$((20+2))
                expect second-22
                type echo third-$((20+3)); cat
                expect third-23
                key 03
                expect #
                type exit 5
                """, "shell", "--app", APP);
        assertEquals(5, shell.code(), shell.out() + shell.err());
    }

    private static void changeVariablesAndGoBack(Terminal terminal) {
        terminal.typing("s3cret\n".getBytes(StandardCharsets.US_ASCII), "env", "set", "--app", APP, "--secret", "KEY")
                .succeeded();
        Result listed = terminal.run("env", "list", "--app", APP).succeeded();
        assertTrue(listed.out().contains("KEY       (secret)"), listed.out());
        terminal.run("rollback", "--app", APP, "1").succeeded();
        Result releases = terminal.run("releases", "--app", APP, "-o", "json").succeeded();
        assertTrue(
                releases.out()
                        .replaceAll("\\s", "")
                        .matches(".*\"number\":1,[^{}]*(\\{[^{}]*})?[^{}]*\"current\":true.*"),
                releases.out());
    }

    private static void deployAgain(Terminal terminal) {
        Result deployed = terminal.run("deploy", "--app", APP).succeeded();
        assertTrue(deployed.err().contains("Using cache"), deployed.err());
        Result builds = terminal.run("builds", "list", "--app", APP, "-q").succeeded();
        assertEquals("2\n1\n", builds.out());
    }
}
