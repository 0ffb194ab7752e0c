package dev.slipway.e2e.security;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.e2e.support.Await;
import dev.slipway.e2e.support.Command;
import dev.slipway.e2e.support.HostileTenants;
import dev.slipway.e2e.support.OnPlatform;
import dev.slipway.e2e.support.Platform;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** S21, S22 and S23: two tenants do their worst beside a third, whose app and console go on answering as if alone. */
@ExtendWith(OnPlatform.class)
@Timeout(900)
class HostileTenantsTest {
    private static final int ROUNDS = 60;
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final String METADATA = "169.254.169.254";

    /** Enough to know a fork bomb: what a container of a tenant may have by itself. */
    private static final long BOMB = 250;

    /** The engine's and database's own files while all this goes on. */
    private static final long PLATFORM_ITSELF = 256L << 20;

    @Test
    void aThirdTenantsAppAndTheConsoleGoOnAnswering(Platform platform) {
        // Given
        String app =
                platform.portal().createApp(platform.git().publishFixture("perl-counter"), Map.of("name", "bystander"));
        URI url = URI.create(platform.portal().awaitRunning(app));
        String instance = instance(platform, app);
        String address = address(platform, app);
        Set<String> devices = devices(platform);
        long before = diskBytes(platform);

        try (HostileTenants hostile = new HostileTenants(platform.tenantSocket())) {
            // When
            hostile.attack();
            hostile.scan(
                    List.of(address, METADATA), List.of(22, 80, 2375, 8080, platform.appsPort(), console(platform)));

            // Then
            boolean going = true;
            for (int round = 0; round < ROUNDS || going; round++) {
                HttpResponse<String> answer = platform.visit(url);
                assertEquals(200, answer.statusCode());
                assertTrue(answer.body().startsWith("hello from "), answer.body());
                platform.portal().app(app).then().statusCode(200).body("status", equalTo("running"));
                going = hostile.tenants().stream()
                        .anyMatch(tenant ->
                                hostile.state(tenant, "scans").path("Running").asBoolean());
            }
            hostile.tenants().forEach(tenant -> isBounded(hostile, tenant));
            // Fork bombs end when they are told to; the builds would wait for their share of the processor beside them.
            hostile.tenants().forEach(tenant -> hostile.end(tenant, "forks"));
            hostile.tenants().forEach(tenant -> hasFailed(hostile.built(tenant)));
            long grown = diskBytes(platform) - before;
            long most = HostileTenants.MOST * (HostileTenants.DISK + HostileTenants.LOG) + PLATFORM_ITSELF;
            assertTrue(grown < most, "the host's disk has " + grown + " bytes more, of " + most);
        }
        assertEquals(Set.of(), newSince(devices, platform));
        assertEquals(instance, instance(platform, app));
        assertEquals(200, platform.visit(url).statusCode());
        platform.portal().deleteApp(app);
    }

    private static void isBounded(HostileTenants hostile, String tenant) {
        JsonNode eaten = Await.until(
                tenant + " was stopped from eating memory",
                SOON,
                () -> hostile.state(tenant, "eats"),
                state -> !state.path("Running").asBoolean());
        assertTrue(eaten.path("OOMKilled").asBoolean(), eaten.toString());
        JsonNode use = Await.until(
                tenant + " has a fork bomb, or its memory has ended it",
                SOON,
                () -> hostile.use(tenant),
                now -> now.path("pids").asLong() > BOMB || hasRunOutOfMemory(hostile.state(tenant, "forks")));
        assertTrue(use.path("pids").asLong() <= HostileTenants.PIDS, use.toString());
        assertTrue(use.path("memoryBytes").asLong() <= HostileTenants.MEMORY, use.toString());
        String full = Await.until(
                tenant + " has filled its disk",
                SOON,
                () -> hostile.output(tenant, "fills"),
                said -> said.contains("/data/filler: "));
        assertTrue(full.contains("/filler: No space left on device"), full);
        assertTrue(full.contains("/data/filler: No space left on device"), full);
        String scanned = hostile.output(tenant, "scans");
        assertEquals(
                "open: " + HostileTenants.CONTROL,
                scanned.substring(Math.max(0, scanned.indexOf("open:"))).strip());
    }

    /** All of them together may need more than a container has; whom the kernel ends then, the first process or another, is chance. */
    private static boolean hasRunOutOfMemory(JsonNode state) {
        return !state.path("Running").asBoolean() && state.path("OOMKilled").asBoolean();
    }

    private static void hasFailed(String build) {
        assertTrue(build.contains("returned a non-zero code"), build);
        assertTrue(build.contains("memory ran out") || build.contains("No space left on device"), build);
    }

    private static int console(Platform platform) {
        return platform.console().getPort();
    }

    /** What the whole platform takes of the host's disk; files with holes count by what is in them. */
    private static long diskBytes(Platform platform) {
        String[] columns = Command.run("du", "-s", "-B1", platform.dataRoot().toString())
                .out()
                .split("\\s", 2);
        return Long.parseLong(columns[0]);
    }

    /** Disks of containers that came and stayed; of those before, any may go meanwhile. */
    private static Set<String> newSince(Set<String> before, Platform platform) {
        Set<String> devices = devices(platform);
        devices.removeAll(before);
        return devices;
    }

    /** Files behind the disks of containers, of these tenants and of others. */
    private static Set<String> devices(Platform platform) {
        return Command.run("losetup", "--list", "--noheadings", "--output", "BACK-FILE")
                .succeeded()
                .out()
                .lines()
                .map(String::strip)
                .filter(file -> file.startsWith(platform.dataRoot().toString()))
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** Which container it is, and since when it runs. */
    private static String instance(Platform platform, String app) {
        return inspect(platform, app, "{{.Id}} {{.State.StartedAt}} {{.State.Running}}");
    }

    private static String address(Platform platform, String app) {
        return inspect(platform, app, "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}");
    }

    private static String inspect(Platform platform, String app, String format) {
        String container = platform.portal()
                .request()
                .get("/api/v1/apps/{id}/instances", app)
                .path("items[0].container");
        return platform.docker("inspect", "-f", format, container).succeeded().text();
    }
}
