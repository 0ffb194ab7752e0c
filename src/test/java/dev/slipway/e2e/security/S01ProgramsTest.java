package dev.slipway.e2e.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.security.ExecTrace.Program;
import dev.slipway.e2e.support.Command;
import dev.slipway.e2e.support.Platform;
import dev.slipway.e2e.support.SmallApp;
import dev.slipway.e2e.support.SourceTree;
import dev.slipway.e2e.support.TerminalSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All programs that the engine and the control plane execute, from their first moment to their last, while a repository is
 * fetched, built and deployed, a shell is opened, git pushes, images go in and out of the registry, and everything is backed up: they
 * are those of a list.
 */
class S01ProgramsTest {
    private static final Path LIST = SourceTree.root().resolve("src/test/resources/security/programs.txt");

    @TempDir
    Path folder;

    @Test
    void whatIsExecutedOutsideOfContainersIsTheListAndNoShell() throws IOException {
        // Given
        Path tracing = Files.createDirectory(folder.resolve("tracing"));
        try (ExecTrace trace = new ExecTrace(tracing, "slipway-programs")) {
            long engine;
            long control;
            try (Platform platform = Platform.besides("programs")) {
                engine = platform.pid("engine");
                control = platform.pid("control");
                trace.mark();
                // When
                live(platform);
            }
            // Then
            List<Program> ofEngine = trace.programsOf(engine, "engine");
            List<Program> ofControl = trace.programsOf(control, "control");
            Set<String> seen = new TreeSet<>(outside("engine", ofEngine));
            seen.addAll(outside("control", ofControl));
            assertEquals(listed(seen), seen);
            assertEquals(List.of(), lateShells(ofEngine));
            assertEquals(List.of(), lateShells(ofControl));
            // The trace sees shells where there are some: the step of the build and the terminal are in the container.
            assertTrue(
                    ofEngine.stream()
                                    .filter(program -> program.inside() && isShell(program))
                                    .count()
                            > 1,
                    ofEngine.toString());
        }
    }

    private void live(Platform platform) throws IOException {
        Path source = SmallApp.write(
                folder.resolve("source"), Map.of("index.html", "served"), "RUN echo built > /www/built.html\n", "");
        String repository = platform.git().publish("programs", source);
        String app = platform.portal().createApp(repository, Map.of("name", "programs"));
        platform.portal().awaitRunning(app);
        try (TerminalSession terminal = new TerminalSession(platform.portal(), app)) {
            terminal.await("# ");
            terminal.type("echo $((40 + 2))-seen", "42-seen");
        }
        Command.run("docker", "-H", "unix://" + platform.engineSocket(), "ps", "-q")
                .succeeded();
        push(platform, source);
        platform.slipway("backup", folder.resolve("all.slipway").toString()).succeeded();
        platform.portal().deleteApp(app);
    }

    private static void push(Platform platform, Path work) {
        String app = platform.portal().createApp("push:pushed", Map.of("name", "pushed"));
        Map<String, Object> shown = platform.portal().app(app).path("$");
        String token = platform.portal()
                .request()
                .body(Map.of("name", "push"))
                .post("/api/v1/tokens")
                .path("token");
        String path = slug(shown, "team") + "/" + slug(shown, "project") + "/" + shown.get("slug");
        String address = "http://x:" + token + "@" + platform.console().getAuthority() + "/git/" + path + ".git";
        git(work, "init", "-q", "-b", "main");
        git(work, "add", "-A");
        git(work, "-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "-q", "-m", "A change");
        git(work, "push", "-q", address, "main");
        platform.portal().awaitRunning(app);
    }

    private static Object slug(Map<String, Object> shown, String of) {
        return shown.get(of) instanceof Map<?, ?> thing ? thing.get("slug") : "";
    }

    private static void git(Path work, String... words) {
        String[] all = new String[words.length + 3];
        all[0] = "git";
        all[1] = "-C";
        all[2] = work.toString();
        System.arraycopy(words, 0, all, 3, words.length);
        Command.run(all).succeeded();
    }

    /** As the list has them: {@code whose: by > file}. */
    private static Set<String> outside(String whose, List<Program> programs) {
        return programs.stream()
                .filter(program -> !program.inside())
                .map(program -> whose + ": " + name(program.by()) + " > " + name(program.file()))
                .collect(Collectors.toSet());
    }

    /** Without what differs between machines. */
    private static String name(String file) {
        String java = System.getProperty("java.home");
        return file.replaceAll("^/proc/self/fd/\\d+$", "launcher")
                .replaceAll("^" + java + "/", "JDK/")
                .replaceAll("^/usr/lib/jvm/[^/]+/", "JDK/")
                .replaceAll("^.*/postgres-binaries/[^/]+/", "POSTGRES/")
                .replaceAll("^(?:/usr)?/s?bin/", "");
    }

    /** From the moment on at which somebody could send anything there is not even one of those that the list has. */
    private static List<Program> lateShells(List<Program> programs) {
        return programs.stream()
                .filter(program -> program.late() && !program.inside() && isShell(program))
                .toList();
    }

    private static boolean isShell(Program program) {
        return program.file().matches("(?:.*/)?(?:sh|bash|dash|ash)");
    }

    /** What the list has; a line with {@code ?} counts where the machine made it happen. */
    private static Set<String> listed(Set<String> seen) {
        Set<String> listed = new TreeSet<>();
        for (String line : SourceTree.lines(LIST)) {
            String entry = line.replaceFirst("\\s*#.*", "");
            boolean perhaps = entry.startsWith("? ");
            String program = perhaps ? entry.substring(2) : entry;
            if (!program.isEmpty() && (!perhaps || seen.contains(program))) {
                listed.add(program);
            }
        }
        return listed;
    }
}
