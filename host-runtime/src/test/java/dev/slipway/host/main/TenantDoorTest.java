package dev.slipway.host.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.host.api.Doors;
import dev.slipway.host.api.UnixHttp;
import dev.slipway.host.api.UnixHttp.Answer;
import dev.slipway.host.base.Json;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.FileSystem;
import dev.slipway.host.tenant.TenantRoutes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** S18, S19 and S23: two tenants on one whole engine. Neither learns that anything of the other's exists. */
@Timeout(180)
class TenantDoorTest {
    private static final String RANDOM = "e".repeat(64);
    private static final long SEED = 20_261_124L;
    private static final int CASES = 400;
    private static final String DOCKERFILE = "FROM scratch\nADD busybox.tar /\nENV PATH=/bin\n";
    private static final String SLEEPER =
            "{\"Image\":\"app:1\",\"Cmd\":[\"busybox\",\"sh\",\"-c\",\"echo mine; busybox sleep 600\"]}";

    private static Path data;
    private static Options options;
    private static Engine engine;
    private static byte[] context;
    private static String buildLog;
    private static String containerId;
    private static String execId;
    private static String imageId;

    @BeforeAll
    static void boot() throws Exception {
        data = Files.createTempDirectory(Path.of("/var/tmp"), "slipway-wall-");
        options = Options.parse(List.of(
                "serve",
                "--name",
                "sectest",
                "--data-root",
                data.toString(),
                "--run-root",
                "/run/slipway-sectest",
                "--router-port",
                "0",
                "--router-bind",
                "127.0.0.1"));
        Doors doors = new Doors();
        doors.reserve(options.socket(), options.tenantSocket());
        engine = Engine.start(options, doors, false);
        context = context();
        buildLog = build("team-a").body();
        containerId = json(send("team-a", "POST", "/containers/create?name=web", SLEEPER))
                .path("Id")
                .asText();
        assertEquals(204, send("team-a", "POST", "/containers/web/start", "").status());
        execId = json(send("team-a", "POST", "/containers/web/exec", "{\"Cmd\":[\"busybox\",\"true\"]}"))
                .path("Id")
                .asText();
        imageId =
                json(send("team-a", "GET", "/images/app:1/json", "")).path("Id").asText();
        String route = "{\"targets\":[{\"container\":\"web\",\"port\":80}]}";
        assertEquals(
                200,
                send("team-a", "PUT", "/slipway/v1/routes/a.localhost", route).status());
    }

    @AfterAll
    static void end() throws IOException {
        if (engine != null) {
            engine.close();
            Engine.takeDown(options);
        }
        try (var all = Files.walk(data)) {
            all.sorted(java.util.Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        }
    }

    private static byte[] context() throws IOException {
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(inner)) {
            put(tar, "bin/busybox", Files.readAllBytes(Path.of("/bin/busybox")), 0755);
        }
        ByteArrayOutputStream outer = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(outer)) {
            put(tar, "Dockerfile", DOCKERFILE.getBytes(StandardCharsets.UTF_8), 0644);
            put(tar, "busybox.tar", inner.toByteArray(), 0644);
        }
        return outer.toByteArray();
    }

    private static void put(TarArchiveOutputStream tar, String name, byte[] content, int mode) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setMode(mode);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static Answer build(String tenant) throws IOException {
        return UnixHttp.send(
                options.tenantSocket(),
                "POST",
                "/build?t=app:1",
                "X-Slipway-Tenant: " + tenant + "\r\nContent-Type: application/x-tar\r\n",
                context);
    }

    private static Answer send(String tenant, String method, String target, String body) throws IOException {
        String headers = "X-Slipway-Tenant: " + tenant + "\r\nContent-Type: application/json\r\n";
        return UnixHttp.send(options.tenantSocket(), method, target, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode json(Answer answer) {
        return Json.read(answer.body(), JsonNode.class);
    }

    /** A body that passes the checks, so that the answer is about the object. */
    private static String body(String route) {
        return switch (route) {
            case "POST /containers/{id}/exec" -> "{\"Cmd\":[\"true\"]}";
            case "PUT /slipway/v1/routes/{host}" -> "{\"targets\":[{\"container\":\"NAME\",\"port\":80}]}";
            case "POST /slipway/v1/containers/{id}/probe" -> "{\"port\":80}";
            default -> "";
        };
    }

    private static String query(String route) {
        return switch (route) {
            case "POST /images/{name:.*}/tag" -> "?repo=stolen&tag=1";
            case "POST /images/{name:.*}/push" -> "?tag=1";
            case "GET /containers/{id}/logs" -> "?stdout=1";
            case "POST /containers/{id}/resize", "POST /exec/{id}/resize" -> "?h=1&w=1";
            default -> "";
        };
    }

    /** How an object of team-a can be called, by the kind of route. */
    private static List<String> names(String route) {
        if (route.contains("/containers/")) {
            return List.of(containerId, containerId.substring(0, 12), containerId.substring(0, 3), "web");
        }
        if (route.contains("/exec/")) {
            return List.of(execId);
        }
        if (route.endsWith("/push")) {
            return List.of("app");
        }
        String digest = imageId.substring("sha256:".length());
        return List.of(imageId, digest, digest.substring(0, 12), "app:1", "app", "app@" + imageId);
    }

    @Test
    void aForeignObjectIsAnsweredLikeNoneOnEveryRoute() throws Exception {
        int tried = 0;
        for (String route : new TreeSet<>(TenantRoutes.all())) {
            if (!route.contains("{") || route.contains("{host}")) {
                continue;
            }
            String method = route.substring(0, route.indexOf(' '));
            String pattern = route.substring(route.indexOf(' ') + 1);
            for (String name : names(route)) {
                Answer foreign = named(route, method, pattern, name);
                Answer none = named(route, method, pattern, RANDOM);
                assertEquals(404, foreign.status(), route + " " + name + " " + foreign.body());
                assertEquals(404, none.status(), route);
                assertEquals(alike(none.body(), RANDOM), alike(foreign.body(), name), route + " " + name);
                assertFalse(foreign.body().contains("page not found"), route);
                tried++;
            }
        }
        assertTrue(tried > 60, "tried " + tried);
        assertEquals(
                "running",
                json(send("team-a", "GET", "/containers/web/json", ""))
                        .path("State")
                        .path("Status")
                        .asText());
    }

    @Test
    void aTenantsVariablesAreShownWithoutTheirValues() throws Exception {
        // Given
        String body =
                "{\"Image\":\"app:1\",\"Cmd\":[\"busybox\",\"true\"],\"Env\":[\"KEY=s3cr3t-canary\",\"OTHER=a=b\"]}";
        String id = json(send("team-a", "POST", "/containers/create", body))
                .path("Id")
                .asText();

        // When
        String shown = send("team-a", "GET", "/containers/" + id + "/json", "").body();

        // Then
        assertEquals(
                "[\"KEY=••••••\",\"OTHER=••••••\",\"PATH=/bin\"]",
                Json.read(shown, JsonNode.class).path("Config").path("Env").toString());
        assertFalse(shown.contains("s3cr3t-canary"));
        assertEquals(204, send("team-a", "DELETE", "/containers/" + id, "").status());
    }

    @Test
    void aTenantsCeilingHoldsAllItsProcessesAndItsUseIsCounted() throws Exception {
        // Given
        String limits = "{\"memoryBytes\":268435456,\"nanoCpus\":1500000000,\"pids\":300}";

        // When
        int set = send("team-quiet", "PUT", "/slipway/v1/limits", limits).status();
        int unknown =
                send("team-quiet", "PUT", "/slipway/v1/limits", "{\"disk\":1}").status();
        JsonNode before = json(send("team-a", "GET", "/slipway/v1/usage?disk=1", ""));

        // Then
        assertEquals("204 400", set + " " + unknown);
        String group = TenantGroups.of("sectest", "team-quiet", data);
        assertEquals("268435456 300", TenantGroups.memory(group) + " " + TenantGroups.pids(group));
        assertTrue(before.path("diskBytes").asLong() > 1 << 20, before.toString());
        assertTrue(before.path("memoryBytes").asLong() > 0, before.toString());
        assertEquals(containerId, before.path("containers").path(0).path("id").asText());
        JsonNode everyones = json(UnixHttp.send(options.socket(), "GET", "/slipway/v1/usage", "", new byte[0]));
        assertTrue(everyones.path("containers").findValuesAsText("id").contains(containerId), everyones.toString());
        assertTrue(
                everyones.path("cpuNanos").asLong() >= before.path("cpuNanos").asLong(), everyones.toString());
        assertEquals(
                0,
                json(send("team-quiet", "GET", "/slipway/v1/usage?disk=1", ""))
                        .path("diskBytes")
                        .asLong(-1));
        assertEquals(204, send("team-quiet", "PUT", "/slipway/v1/limits", "{}").status());
        assertEquals("4194304", TenantGroups.pids(group));
    }

    private static Answer named(String route, String method, String pattern, String name) throws IOException {
        String target = pattern.replaceAll("\\{[^}]*}", URLEncoder.encode(name, StandardCharsets.UTF_8)) + query(route);
        return send("team-b", method, target, body(route).replace("NAME", name));
    }

    /** A refusal repeats the name it was given, perhaps with the tag that is meant; nothing else may tell it apart. */
    private static String alike(String text, String name) {
        return text.replace(name + ":latest", "NAME").replace(name, "NAME");
    }

    @Test
    void aForeignHostIsNeitherShownNorTakenNorRemoved() throws Exception {
        String theirs = "/slipway/v1/routes/a.localhost";
        String none = "/slipway/v1/routes/b.localhost";
        assertEquals(
                send("team-b", "GET", none, "").body().replace("b.localhost", "a.localhost"),
                send("team-b", "GET", theirs, "").body());
        send("team-b", "DELETE", theirs, "");
        assertEquals(200, send("team-a", "GET", theirs, "").status());
        Answer taken = send("team-b", "PUT", theirs, "{\"targets\":[]}");
        assertTrue(taken.status() >= 400, taken.body());
        Answer stolen =
                send("team-b", "PUT", none, "{\"targets\":[{\"container\":\"" + containerId + "\",\"port\":80}]}");
        assertEquals(404, stolen.status(), stolen.body());
    }

    @Test
    void whatIsListedCountedAndToldIsOnesOwn() throws Exception {
        assertEquals("[]\n", send("team-b", "GET", "/containers/json?all=1", "").body());
        JsonNode status = json(send("team-b", "GET", "/slipway/v1/status", ""));
        assertEquals(0, status.path("containers").path("running").asInt(), status.toString());
        assertFalse(status.toString().contains(containerId));
        JsonNode info = json(send("team-b", "GET", "/info", ""));
        assertEquals(0, info.path("Containers").asInt());
        String events = "/events?since=1&until="
                + java.time.Instant.now().plusSeconds(1).getEpochSecond();
        assertTrue(send("team-a", "GET", events, "").body().contains(containerId));
        assertFalse(send("team-b", "GET", events, "").body().contains(containerId));
        assertFalse(send("team-b", "GET", events, "").body().contains("app:1"));
        for (String filter : List.of("ancestor", "id", "name", "since", "before")) {
            String filters = URLEncoder.encode(
                    "{\"" + filter + "\":[\"" + (filter.equals("ancestor") ? "app:1" : "web") + "\"]}",
                    StandardCharsets.UTF_8);
            String body = send("team-b", "GET", "/containers/json?all=1&filters=" + filters, "")
                    .body();
            assertFalse(body.contains(containerId), filter + body);
        }
    }

    @Test
    void theBuildCacheOfAnotherTenantIsNotUsed() throws Exception {
        assertFalse(buildLog.contains("Using cache"), buildLog);
        assertTrue(build("team-a").body().contains("Using cache"));
        Answer foreign = build("team-c");
        assertTrue(foreign.body().contains("Successfully built"), foreign.body());
        assertFalse(foreign.body().contains("Using cache"), foreign.body());
    }

    @Test
    void everyRouteRefusesWhatItsListDoesNotHave() throws Exception {
        for (String route : new TreeSet<>(TenantRoutes.all())) {
            String method = route.substring(0, route.indexOf(' '));
            String target = route.substring(route.indexOf(' ') + 1).replaceAll("\\{[^}]*}", "web");
            if (method.equals("HEAD") || route.endsWith("/wait") || route.endsWith("/attach")) {
                continue;
            }
            Answer unknown = send("team-a", method, target + "?sneaky=1", "");
            assertEquals(400, unknown.status(), route + unknown.body());
            assertTrue(unknown.body().contains("'sneaky'"), route + unknown.body());
            Answer twice = send(
                    "team-a", method, target + "?force=1&force=0&all=1&all=1&h=1&h=1&dockerfile=a&dockerfile=b", "");
            assertEquals(400, twice.status(), route + twice.body());
        }
        assertEquals(
                404,
                send("team-a", "POST", "/containers/web/update", "{\"Memory\":99}")
                        .status());
    }

    @Test
    void anyFieldThatIsNotListedIsRefusedWhereverItStands() throws Exception {
        // Given
        Random random = new Random(SEED);
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < CASES; i++) {
            // When
            HostileBody hostile = HostileBody.next(random);
            Answer answer = send("team-a", "POST", hostile.target().replace("EXEC", execId), hostile.text());
            // Then
            if (answer.status() != 400) {
                wrong.add("case " + i + " of seed " + SEED + ": " + hostile + " → " + answer.status() + answer.body());
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void aTenantsContainerHasItsLimitsItsNamespaceAndItsNetwork() throws Exception {
        JsonNode a = json(send("team-a", "GET", "/containers/web/json", ""));
        JsonNode host = a.path("HostConfig");
        assertEquals(512 << 20, host.path("Memory").asLong());
        assertEquals(256, host.path("PidsLimit").asLong());
        assertEquals(1_000_000_000L, host.path("NanoCpus").asLong());
        assertFalse(host.path("Privileged").asBoolean());
        int pid = a.path("State").path("Pid").asInt();
        String[] map =
                Files.readString(Path.of("/proc/" + pid + "/uid_map")).strip().split("\\s+");
        assertTrue(Long.parseLong(map[1]) >= 65_536, String.join(" ", map));
        assertEquals("65536", map[2]);
        // S21: a disk of its own
        FileSystem disk = FileSystem.of(Path.of("/proc/" + pid + "/root/"));
        assertTrue(disk.availableBytes() < 11L << 30, disk.toString());
        assertTrue(disk.files() < 1_100_000, disk.toString());
        // the same image, another tenant: disjoint ids, another group, another network
        build("team-d");
        send("team-d", "POST", "/containers/create?name=web", SLEEPER);
        assertEquals(204, send("team-d", "POST", "/containers/web/start", "").status());
        JsonNode d = json(send("team-d", "GET", "/containers/web/json", ""));
        String[] other = Files.readString(
                        Path.of("/proc/" + d.path("State").path("Pid").asInt() + "/uid_map"))
                .strip()
                .split("\\s+");
        assertTrue(Math.abs(Long.parseLong(other[1]) - Long.parseLong(map[1])) >= 65_536);
        String groups = Files.readString(Path.of("/proc/" + pid + "/cgroup"));
        assertTrue(groups.contains("/t-"), groups);
        Set<String> networks = new TreeSet<>();
        for (JsonNode each : List.of(a, d)) {
            each.path("NetworkSettings").path("Networks").fieldNames().forEachRemaining(networks::add);
        }
        assertEquals(2, networks.size(), networks.toString());
        assertFalse(networks.contains("bridge"), networks.toString());
        assertEquals(
                204, send("team-d", "DELETE", "/containers/web?force=1", "").status());
    }

    /** Setuid programs in layers, which users of the host could start; also CVE-2021-41103. */
    @Test
    void cve202141091NobodyElseOnTheHostReachesLayers() throws Exception {
        // Given: folders above that let everybody pass
        Exposure.open(data, "rwxr-xr-x");
        Exposure.open(options.runRoot(), "rwxr-xr-x");
        List<Path> folders = Stream.concat(
                        Stream.of("layers", "images", "volumes", "logs", "state", "containers")
                                .map(data::resolve),
                        Stream.of(options.runRoot().resolve("containers")))
                .toList();
        for (Path folder : folders) {
            // When, Then
            assertFalse(Exposure.letsOthersIn(folder), folder.toString());
            Exposure.open(folder, "rwxr-xr-x");
            assertTrue(Exposure.letsOthersIn(folder), folder.toString());
            Exposure.open(folder, "rwx------");
        }
    }

    @Test
    void cve202015257NoSocketIsWithoutAFile() throws Exception {
        // When, Then
        assertEquals(List.of(), Exposure.abstractSockets());
        try (Fd socket = Exposure.abstractSocket("slipway-of-a-test")) {
            assertEquals(1, Exposure.abstractSockets().size(), socket.name());
        }
    }
}
