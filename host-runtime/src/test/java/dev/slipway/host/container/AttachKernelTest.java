package dev.slipway.host.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.container.Containers.Attached;
import dev.slipway.host.exec.ExecSessions;
import dev.slipway.host.exec.Execs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class AttachKernelTest {
    private static final String STDIN = "\"OpenStdin\":true,\"StdinOnce\":true";
    private static KernelHost host;
    private final StringBuffer seen = new StringBuffer();

    @BeforeAll
    static void boot() {
        host = new KernelHost("con02");
    }

    @AfterAll
    static void close() {
        if (host != null) {
            host.close();
        }
    }

    @Test
    void carriesInputInAndOutputOut() throws Exception {
        // Given: more than pipes and queues hold
        String text = "0123456789abcdef".repeat(200_000);
        host.create("pipe", STDIN, "cat");
        Attached attached = host.containers.attach("", "pipe", stream(text), false, true, this::see, null);
        // When
        host.containers.start("", "pipe");
        attached.done().get(KernelHost.DEADLINE_SECONDS, TimeUnit.SECONDS);
        // Then
        assertEquals(text.length(), seen.length());
        assertEquals(0, host.awaitExit("pipe"));
        host.containers.remove("", "pipe", true, true);
    }

    @Test
    void givesATerminalWithItsSizeAndLetsTheClientLeave() throws Exception {
        // Given
        host.create("tty", STDIN + ",\"Tty\":true", "sh");
        PipedOutputStream keys = new PipedOutputStream();
        Attached attached = host.containers.attach("", "tty", new PipedInputStream(keys), false, true, this::see, null);
        host.containers.start("", "tty");
        host.containers.resize("", "tty", 101, 37);
        // When
        type(keys, "stty size; echo env=$TERM\n");
        TestingHost.await(
                "size in " + seen,
                () -> seen.toString().contains("37 101") && seen.toString().contains("env=xterm\r\n"));
        type(keys, "\u0010\u0011");
        attached.done().get(KernelHost.DEADLINE_SECONDS, TimeUnit.SECONDS);
        // Then
        assertTrue(host.containers.require("", "tty").state() instanceof ContainerState.Running);
        host.containers.remove("", "tty", true, true);
    }

    @Test
    void runsFurtherProcessesWithInputOutputAndExitCode() throws Exception {
        // Given
        host.run("place", "\"Env\":[\"A=first\"]", "sleep", "300");
        ExecSessions execs = new ExecSessions(host.containers, host.neighbours);
        String id = execs.create("", "place", request(List.of("sh", "-c", "echo $A $B; cat; exit 9"), false));
        // When
        Attached attached = execs.start("", id, stream("from input\n"), this::see, 0, 0);
        attached.done().get(KernelHost.DEADLINE_SECONDS, TimeUnit.SECONDS);
        // Then
        assertEquals("first second\nfrom input\n", seen.toString());
        TestingHost.await("end of exec", () -> !execs.status("", id).running());
        assertEquals(9, execs.status("", id).exitCode());
        assertTrue(host.events.since(1).stream().anyMatch(e -> e.action().equals("exec_die")));
        host.containers.remove("", "place", true, true);
    }

    @Test
    void aTerminalHasItsSizeBeforeItsProgramAsks() throws Exception {
        // Given
        host.run("sized", "", "sleep", "300");
        ExecSessions execs = new ExecSessions(host.containers, host.neighbours);
        String id = execs.create("", "sized", request(List.of("stty", "size"), true));
        // When
        execs.start("", id, stream(""), this::see, 123, 45).done().get(20, TimeUnit.SECONDS);
        // Then
        assertEquals("45 123\r\n", seen.toString());
        host.containers.remove("", "sized", true, true);
    }

    @Test
    void endsAnExecWithItsContainer() throws Exception {
        // Given
        host.run("shortlived", "", "sleep", "300");
        ExecSessions execs = new ExecSessions(host.containers, host.neighbours);
        String id = execs.create("", "shortlived", request(List.of("sleep", "300"), true));
        execs.start("", id, stream(""), this::see, 80, 25);
        assertTrue(execs.status("", id).running());
        assertEquals(2, host.containers.top("", "shortlived", "").rows().size());
        // When
        host.containers.kill("", "shortlived", "KILL");
        // Then
        TestingHost.await("end of exec", () -> !execs.status("", id).running());
        assertEquals(137, execs.status("", id).exitCode());
        host.containers.remove("", "shortlived", true, true);
    }

    @Test
    void checksHealthInsideTheContainer() throws Exception {
        // Given
        String check =
                "\"Healthcheck\":{\"Test\":[\"CMD-SHELL\",\"echo looked; test -e /tmp/ok\"],\"Interval\":100000000,"
                        + "\"Retries\":2}";
        // When
        host.run("patient", check, "sleep", "300");
        // Then
        TestingHost.await("unhealthy", () -> health("patient").equals("unhealthy"));
        ExecSessions execs = new ExecSessions(host.containers, host.neighbours);
        execs.start("", execs.create("", "patient", request(List.of("touch", "/tmp/ok"), false)), null, null, 0, 0);
        TestingHost.await("healthy", () -> health("patient").equals("healthy"));
        var report = host.containers.health("", "patient").orElseThrow();
        assertEquals("looked\n", report.log().getLast().output());
        assertFalse(host.events.since(1).stream().noneMatch(e -> e.action().equals("health_status: healthy")));
        host.containers.remove("", "patient", true, true);
    }

    private static String health(String name) {
        return host.containers.require("", name).health();
    }

    private static Execs.Request request(List<String> cmd, boolean tty) {
        return new Execs.Request(cmd, List.of("B=second"), "", "", tty, true, true, true, false, "");
    }

    private void see(int stream, byte[] bytes, int offset, int length) {
        seen.append(new String(bytes, offset, length, StandardCharsets.UTF_8));
    }

    private static void type(PipedOutputStream keys, String text) throws IOException {
        keys.write(text.getBytes(StandardCharsets.UTF_8));
        keys.flush();
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
