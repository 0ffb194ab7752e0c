package dev.slipway.quota;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.engine.TeamCeiling;
import dev.slipway.engine.TestingEngine;
import dev.slipway.identity.Account;
import dev.slipway.platform.Await;
import dev.slipway.support.Api;
import dev.slipway.support.GitServer;
import dev.slipway.support.Surroundings;
import dev.slipway.tenancy.People;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a team may use is asked before it is spent, and what it has used is added up: real database, the engine's twin. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class QuotaTest {

    private static final String REPOSITORY = "https://example.org/a/b.git";

    @Inject
    People people;

    @Inject
    TestingEngine engine;

    @Inject
    Sampler sampler;

    @Inject
    Quotas quotas;

    private final GitServer git = new GitServer();
    private People.Person owner;
    private Api api;
    private Api operator;

    @BeforeEach
    void aTeam() {
        owner = people.owner();
        api = new Api(owner.token());
        People.Person person = people.owner();
        QuarkusTransaction.requiringNew()
                .run(() -> Account.update("operator = true where id = ?1", person.accountId()));
        operator = new Api(person.token());
    }

    @AfterEach
    void stop() {
        git.close();
    }

    @Test
    void ofTwentyWhoAskForTheLastInstanceAtOnceOneGetsIt() throws Exception {
        // Given
        decide(Map.of("instances", 3));
        api.app(owner.projectId(), Map.of("repository", REPOSITORY, "instances", 2));

        // When
        List<Integer> answers = new ArrayList<>();
        try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> requests =
                    Collections.nCopies(20, () -> create(Map.of()).statusCode());
            for (Future<Integer> answer : all.invokeAll(requests)) {
                answers.add(answer.get());
            }
        }

        // Then
        assertEquals(1, Collections.frequency(answers, 201), answers.toString());
        assertEquals(19, Collections.frequency(answers, 409), answers.toString());
        api.get("/teams/" + owner.teamId() + "/quota").then().body("used.instances", equalTo(3));
    }

    @Test
    void aRefusalSaysWhatIsUsedAndWhatTheLimitIs() {
        // Given
        decide(Map.of("memory", 600L << 20, "cpus", 1.5));
        create(Map.of("memory", "512m", "cpus", 0.5)).then().statusCode(201);

        // When
        Response memory = create(Map.of("memory", "128m", "cpus", 0.5));
        Response cpus = create(Map.of("memory", "64m", "cpus", 1.25));

        // Then
        memory.then()
                .statusCode(409)
                .body("type", equalTo("https://slipway.dev/problems/quota-reached"))
                .body("resource", equalTo("memory"))
                .body("used", equalTo(512 << 20))
                .body("asked", equalTo(128 << 20))
                .body("limit", equalTo(600 << 20))
                .body("detail", containsString("ask an operator to raise the quota"));
        cpus.then().statusCode(409).body("resource", equalTo("cpus"));
    }

    @Test
    void whatIsStoppedUsesNothingAndAsksAgainToStart() {
        // Given
        decide(Map.of("instances", 2));
        String first = api.app(owner.projectId(), Map.of("repository", REPOSITORY, "instances", 2));
        api.put("/apps/" + first + "/suspension", Map.of()).then().statusCode(200);
        create(Map.of()).then().statusCode(201);

        // When
        Response start = api.delete("/apps/" + first + "/suspension");
        decide(Map.of("instances", 1));
        Response more = api.patch("/apps/" + first, Map.of("instances", 5));

        // Then
        start.then().statusCode(409).body("resource", equalTo("instances"));
        more.then().statusCode(200);
        api.get("/apps/" + first).then().body("status", equalTo("stopped"));
    }

    @Test
    void aTeamAboveItsLimitMayGetSmallerButNotLarger() {
        // Given
        String app = api.app(owner.projectId(), Map.of("repository", REPOSITORY, "instances", 4));
        decide(Map.of("instances", 2));

        // When
        Response larger = api.patch("/apps/" + app, Map.of("instances", 5));
        Response smaller = api.patch("/apps/" + app, Map.of("instances", 3));

        // Then
        larger.then().statusCode(409);
        smaller.then().statusCode(200).body("instances", equalTo(3));
    }

    @Test
    void withoutMinutesNothingIsBuilt() {
        // Given
        String app = api.app(owner.projectId(), Map.of("repository", REPOSITORY));
        decide(Map.of("buildMinutes", 0));

        // When
        Response build = api.post("/apps/" + app + "/builds", Map.of());
        Response create = create(Map.of());

        // Then
        build.then().statusCode(409).body("resource", equalTo("buildMinutes")).body("limit", equalTo(0));
        create.then().statusCode(409);
    }

    @Test
    void aFullDiskTakesNoFurtherBuild() {
        // Given
        String app = running();
        decide(Map.of("disk", 1_000_000));

        // When
        sampler.sample(owner.teamId(), true);

        // Then
        api.post("/apps/" + app + "/builds", Map.of())
                .then()
                .statusCode(409)
                .body("resource", equalTo("disk"))
                .body("used", equalTo(1_000_000));
    }

    @Test
    void onlyOperatorsDecideAndAnAbsentLimitIsThePlatforms() {
        // When
        Response refused = api.put("/teams/" + owner.teamId() + "/quota", Map.of("cpus", 64));
        decide(Map.of("cpus", 2.5));
        Response decided = api.get("/teams/" + owner.teamId() + "/quota");
        decide(Map.of());

        // Then
        refused.then().statusCode(403);
        decided.then().body("limits.cpus", equalTo(2.5f)).body("decided.memory", nullValue());
        api.get("/teams/" + owner.teamId() + "/quota").then().body("limits.cpus", equalTo(16));
        operator.get("/quotas")
                .then()
                .body("items.find { it.teamId == '" + owner.teamId() + "' }.limits.cpus", equalTo(16));
        api.get("/quotas").then().statusCode(403);
        operator.put("/teams/" + owner.teamId() + "/quota", Map.of("cpus", -1))
                .then()
                .statusCode(400);
    }

    @Test
    void theEngineIsToldTheLimitsOfTheTeam() {
        // Given
        decide(Map.of("cpus", 2, "memory", 1L << 30, "instances", 4, "disk", 3L << 30));

        // When
        api.app(owner.projectId(), Map.of("repository", REPOSITORY));

        // Then
        TeamCeiling wanted = new TeamCeiling(2L << 30, 2_000_000_000L, 4 * 256 + 2048, 3L << 30);
        assertTrue(Await.until(
                () -> engine.ceiling(owner.teamId()).equals(Optional.of(wanted)),
                Duration.ofMillis(100),
                Duration.ofSeconds(40)));
    }

    @Test
    void whatWasUsedIsAddedUpByAppAndExported() {
        // Given
        String app = running();
        sampler.sample(owner.teamId(), false);
        double before = cpuSeconds(app);

        // When
        sampler.sample(owner.teamId(), false);
        sampler.sample(owner.teamId(), false);

        // Then
        assertEquals(2.0, cpuSeconds(app) - before, 1e-9);
        Response hours = api.get("/teams/" + owner.teamId() + "/usage/hours");
        assertTrue(
                hours.asString().startsWith("hour,team_id,app_id,app,cpu_seconds,memory_byte_seconds,sent_bytes\n"),
                hours.asString());
        assertTrue(hours.asString().contains("," + app + ",used,"), hours.asString());
        assertTrue(hours.asString().contains(",,builds and other,"), hours.asString());
        assertTrue(api.get("/teams/" + owner.teamId() + "/usage/hours?format=jsonl")
                .asString()
                .contains("\"appId\":\"" + app + "\""));
        assertTrue(operator.get("/usage/hours").asString().contains(app));
        operator.get("/usage").then().statusCode(200);
        api.get("/usage").then().statusCode(403);
        api.get("/teams/" + owner.teamId() + "/usage?from=yesterday").then().statusCode(400);
    }

    @Test
    void theRegistryAsksForTheBytesItKeeps() {
        // Given
        decide(Map.of("registryBytes", 100));

        // When
        QuotaReached refused = assertThrows(
                QuotaReached.class,
                () -> QuarkusTransaction.requiringNew().run(() -> quotas.requireRoomInRegistry(owner.teamId(), 101)));
        QuarkusTransaction.requiringNew().run(() -> quotas.requireRoomInRegistry(owner.teamId(), 100));

        // Then
        assertEquals(
                "0 101 100",
                refused.body().used() + " " + refused.body().asked() + " "
                        + refused.body().limit());
    }

    @Test
    void outputOfOldBuildsGoesWhenLogsAreTooMuch() {
        // Given
        String app = running();
        String first = api.get("/apps/" + app + "/builds").path("items[0].id");
        decide(Map.of("logBytes", 700));

        // When
        api.post("/apps/" + app + "/builds", Map.of()).then().statusCode(202);
        api.until("/apps/" + app + "/builds", answer -> "succeeded".equals(answer.path("items[0].status")));

        // Then
        api.until("/builds/" + first + "/log", answer -> Integer.valueOf(0).equals(answer.path("items.size()")));
        String second = api.get("/apps/" + app + "/builds").path("items[0].id");
        assertTrue(api.get("/builds/" + second + "/log").asString().contains("Step 1/"));
    }

    private String running() {
        String url = git.commit("used", Map.of("Dockerfile", "FROM debian\nCMD serve\n"));
        String app = api.app(owner.projectId(), Map.of("repository", url));
        api.untilApp(app, "running");
        return app;
    }

    private double cpuSeconds(String app) {
        Number seconds = api.get("/teams/" + owner.teamId() + "/usage")
                .path("items.find { it.appId == '" + app + "' }.cpuSeconds");
        return seconds.doubleValue();
    }

    private Response create(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("repository", REPOSITORY);
        return api.post("/projects/" + owner.projectId() + "/apps", all);
    }

    private void decide(Map<String, Object> limits) {
        operator.put("/teams/" + owner.teamId() + "/quota", limits).then().statusCode(200);
    }
}
