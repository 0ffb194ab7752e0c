package dev.slipway.e2e.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.e2e.support.Await;
import dev.slipway.e2e.support.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The engine is killed before every step it takes in pulling, creating, starting, exec, stopping, removing and building, one
 * after the other. Its successor must find or clear everything: the truth about the container, its whole log, its exit
 * code, and nothing on the host that no record owns. A container beside all that never notices.
 */
class KillAtEveryStepTest {
    private static final Duration SETTLED = Duration.ofSeconds(20);
    private static final Pattern NUMBERED = Pattern.compile("line (\\d+)");
    private static final int EXIT_CODE = 7;
    private static final String COUNTING = "i=0; while :; do i=$((i+1)); echo line $i; sleep 0.05; done";

    @TempDir
    static Path temporary;

    private static SteppedEngine engine;
    private static EngineSocket api;
    private static Registry registry;
    private static String pulled;
    private static byte[] context;

    /** Something to do with the engine, from nothing to nothing. */
    private interface Act {
        void run() throws IOException;
    }

    @BeforeAll
    static void start() throws IOException {
        engine = new SteppedEngine("step");
        api = engine.api();
        Path tar = Busybox.tar(temporary);
        registry = new Registry(temporary);
        pulled = registry.push("step/busybox", "1", layer());
        context = Files.readAllBytes(contextTar());
        docker("import", tar.toString(), "base");
        docker("run", "-d", "--name", "witness", "base", "/bin/sh", "-c", COUNTING);
    }

    private static Path layer() throws IOException {
        Path folder = Files.createDirectories(temporary.resolve("layer/bin"));
        Files.writeString(folder.resolve("something"), "pulled");
        return tar(folder.getParent(), "layer.tar");
    }

    private static Path contextTar() throws IOException {
        Path folder = Files.createDirectories(temporary.resolve("context"));
        Files.writeString(
                folder.resolve("Dockerfile"), "FROM base\nCOPY Dockerfile /copied\nRUN echo made > /made\nENV A=b\n");
        return tar(folder, "context.tar");
    }

    private static Path tar(Path folder, String name) {
        Path tar = temporary.resolve(name);
        Command.run("tar", "--owner=0", "--group=0", "-C", folder.toString(), "-cf", tar.toString(), ".")
                .succeeded();
        return tar;
    }

    @AfterAll
    static void stop() {
        registry.close();
        engine.close();
    }

    @Test
    void afterAKillBeforeAnyStepNothingIsLostAndNothingIsLeft() throws IOException {
        // Given
        String before =
                api.get("/containers/witness/json").json().at("/State/Pid").asText();
        List<Act> acts = List.of(
                KillAtEveryStepTest::pull,
                KillAtEveryStepTest::live,
                KillAtEveryStepTest::build,
                KillAtEveryStepTest::network);
        List<List<String>> steps = new ArrayList<>();
        Set<String> known = new HashSet<>();
        engine.passed();
        for (Act act : acts) {
            act.run();
            steps.add(engine.passed().stream().filter(known::add).toList());
            clear();
            engine.passed();
        }
        assertTrue(known.size() > 60, () -> "only these steps were taken: " + known);
        Holdings holdings = Holdings.of(engine);
        Set<String> baseline = holdings.now();

        // When
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < acts.size(); i++) {
            for (String step : steps.get(i)) {
                try {
                    killBefore(step, acts.get(i));
                    checkTruth();
                    clear();
                    Await.until("nothing is left", SETTLED, () -> difference(baseline, holdings.now()), Set::isEmpty);
                } catch (AssertionError e) {
                    wrong.add("killed before '" + step + "': " + e.getMessage());
                }
            }
        }

        // Then
        assertEquals(List.of(), wrong, () -> String.join("\n", wrong) + "\n" + engine.log());
        JsonNode witness = api.get("/containers/witness/json").json();
        assertEquals(before, witness.at("/State/Pid").asText());
        assertEquals(0, witness.at("/RestartCount").asInt());
        assertTrue(lines("witness") > 100, "the witness wrote " + lines("witness") + " lines");
    }

    private static void killBefore(String step, Act act) throws IOException {
        engine.dieBefore(step);
        try {
            act.run();
        } catch (IOException | AssertionError died) {
            // What was asked of it is lost with it; whether it died is looked at next.
        }
        engine.succeed();
    }

    private static void pull() throws IOException {
        String name = pulled.substring(0, pulled.lastIndexOf(':'));
        String said = api.post("/images/create?fromImage=" + name + "&tag=1", "")
                .fine()
                .body();
        assertTrue(said.contains("Downloaded newer image"), said);
        api.delete("/images/" + pulled).fine();
    }

    /** A container's whole life, with a volume that stays and one that goes with it. */
    private static void live() throws IOException {
        api.post("/volumes/create", "{\"Name\": \"kept\"}").fine();
        api.post("/containers/create?name=victim", """
                {"Image": "base", "Entrypoint": ["/bin/sh", "-c", "trap 'echo bye; exit %d' TERM; %s"],
                 "Volumes": {"/anonymous": {}}, "ExposedPorts": {"80/tcp": {}},
                 "HostConfig": {"Binds": ["kept:/kept"], "PortBindings": {"80/tcp": [{"HostIp": "127.0.0.1"}]}}}
                """.formatted(EXIT_CODE, COUNTING))
                .fine();
        api.post("/containers/victim/start", "").fine();
        exec();
        api.post("/containers/victim/stop", "").fine();
        assertEquals(
                EXIT_CODE,
                api.get("/containers/victim/json").json().at("/State/ExitCode").asInt());
        api.delete("/containers/victim?v=1").fine();
        api.delete("/volumes/kept").fine();
    }

    private static void exec() throws IOException {
        String exec = api.post("/containers/victim/exec", "{\"Cmd\": [\"/bin/true\"]}")
                .json()
                .at("/Id")
                .asText();
        api.post("/exec/" + exec + "/start", "{\"Detach\": true}").fine();
        Await.until("the exec ends", SETTLED, () -> execRuns(exec), runs -> !runs);
    }

    private static boolean execRuns(String exec) {
        try {
            return api.get("/exec/" + exec + "/json").json().at("/Running").asBoolean();
        } catch (IOException died) {
            return false;
        }
    }

    private static void build() throws IOException {
        String said = api.post("/build?t=built&rm=1", context).fine().body();
        assertTrue(said.contains("Successfully tagged built"), said);
        api.delete("/images/built").fine();
    }

    private static void network() throws IOException {
        api.post("/networks/create", "{\"Name\": \"stepnet\"}").fine();
        api.post("/containers/create?name=member", """
                {"Image": "base", "Entrypoint": ["/bin/sleep", "1000"], "HostConfig": {"NetworkMode": "stepnet"}}
                """).fine();
        api.post("/containers/member/start", "").fine();
        api.delete("/containers/member?force=1").fine();
        api.delete("/networks/stepnet").fine();
    }

    /** What is said of the victim is so. */
    private static void checkTruth() throws IOException {
        EngineSocket.Answer answer = api.get("/containers/victim/json");
        if (answer.status() == 404) {
            return;
        }
        JsonNode state = answer.json().at("/State");
        if (state.at("/Running").asBoolean()) {
            assertTrue(Files.exists(Path.of("/proc/" + state.at("/Pid").asText())), "running, but has no process");
            api.post("/containers/victim/stop", "").fine();
            state = api.get("/containers/victim/json").json().at("/State");
        }
        if (state.at("/Status").asText().equals("exited")) {
            assertEquals(EXIT_CODE, state.at("/ExitCode").asInt());
            assertTrue(docker("logs", "victim").endsWith("bye\n"), "the last line of the log is missing");
            lines("victim");
        } else {
            assertEquals("created", state.at("/Status").asText());
        }
    }

    /** The number of lines a counting container wrote, of which none may be missing or torn. */
    private static int lines(String container) {
        List<Integer> numbers = NUMBERED.matcher(docker("logs", container))
                .results()
                .map(found -> Integer.parseInt(found.group(1)))
                .toList();
        assertEquals(IntStream.rangeClosed(1, numbers.size()).boxed().toList(), numbers);
        return numbers.size();
    }

    /** Removes, by what the engine itself lists, everything but the witness and its image. */
    private static void clear() throws IOException {
        for (JsonNode container : api.get("/containers/json?all=1").json()) {
            if (!container.at("/Names/0").asText().equals("/witness")) {
                api.delete("/containers/" + container.at("/Id").asText() + "?force=1&v=1")
                        .fine();
            }
        }
        List<String> orphans = new ArrayList<>();
        for (JsonNode volume : api.get("/volumes").json().at("/Volumes")) {
            String name = volume.at("/Name").asText();
            api.delete("/volumes/" + name).fine();
            if (!name.equals("kept")) {
                orphans.add(name);
            }
        }
        for (JsonNode network : api.get("/networks").json()) {
            if (network.at("/Name").asText().equals("stepnet")) {
                api.delete("/networks/stepnet").fine();
            }
        }
        api.post("/build/prune", "").fine();
        for (JsonNode image : api.get("/images/json?all=1").json()) {
            if (!image.at("/RepoTags").toString().contains("base")) {
                api.delete("/images/" + image.at("/Id").asText() + "?force=1").fine();
                if (image.at("/RepoTags").isEmpty()) {
                    orphans.add(image.at("/Id").asText());
                }
            }
        }
        assertEquals(List.of(), orphans, "volumes and images that nothing knew of were left");
    }

    private static Set<String> difference(Set<String> before, Set<String> after) {
        Set<String> difference = new TreeSet<>();
        after.stream().filter(thing -> !before.contains(thing)).forEach(thing -> difference.add("left: " + thing));
        before.stream().filter(thing -> !after.contains(thing)).forEach(thing -> difference.add("gone: " + thing));
        return difference;
    }

    private static String docker(String... words) {
        return engine.docker(words).succeeded().out();
    }
}
