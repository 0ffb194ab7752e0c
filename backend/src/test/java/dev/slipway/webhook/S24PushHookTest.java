package dev.slipway.webhook;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.build.Build;
import dev.slipway.platform.Secret;
import dev.slipway.support.Api;
import dev.slipway.support.GitServer;
import dev.slipway.support.Surroundings;
import dev.slipway.tenancy.People;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Git hosts that tell of a push: only who knows the secret, only once, only of the app's branch. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class S24PushHookTest {

    private static final String MAIN = push("refs/heads/main", "9fceb02d0ae598e95dc970b74767f19372d61af8");

    @Inject
    People people;

    private Api api;
    private String app;
    private String path;
    private String secret;

    /** What a host sends: the header with its proof, the header with its event, the header with its id. */
    private enum Host {
        GITHUB("X-Hub-Signature-256", "sha256=", "X-GitHub-Event", "push", "X-GitHub-Delivery"),
        GITEA("X-Gitea-Signature", "", "X-Gitea-Event", "push", "X-Gitea-Delivery"),
        GITLAB("X-Gitlab-Token", null, "X-Gitlab-Event", "Push Hook", "Idempotency-Key"),
        BITBUCKET("X-Hub-Signature", "sha256=", "X-Event-Key", "repo:push", "X-Request-UUID");

        final String proof;
        final String prefix;
        final String event;
        final String push;
        final String id;

        Host(String proof, String prefix, String event, String push, String id) {
            this.proof = proof;
            this.prefix = prefix;
            this.event = event;
            this.push = push;
            this.id = id;
        }

        Map<String, String> headers(String secret, String body) {
            Map<String, String> headers = new HashMap<>();
            String signature = Hmac.hex(new Secret(secret), body.getBytes(StandardCharsets.UTF_8));
            headers.put(proof, prefix == null ? secret : prefix + signature);
            headers.put(event, push);
            headers.put(id, UUID.randomUUID().toString());
            return headers;
        }
    }

    @BeforeEach
    void anAppWithAHook() {
        People.Person owner = people.owner();
        api = new Api(owner.token());
        try (GitServer git = new GitServer()) {
            String url = git.commit("hooked", Map.of("Dockerfile", "FROM debian\nCMD serve\n"));
            app = api.app(owner.projectId(), Map.of("repository", url));
            api.untilApp(app, "running");
        }
        Response made = api.post("/apps/" + app + "/push-hook", Map.of());
        made.then().statusCode(201);
        path = URI.create(made.path("url")).getPath();
        secret = made.path("secret");
    }

    @ParameterizedTest
    @EnumSource(Host.class)
    void aPushToTheBranchBuildsOnceForEveryHost(Host host) {
        // Given
        String body = host == Host.BITBUCKET ? bitbucket("main") : MAIN;
        Map<String, String> headers = host.headers(secret, body);

        // When
        Response first = send(headers, body);
        Response again = send(headers, body);

        // Then
        first.then().statusCode(200).body("outcome", equalTo("build")).body("build", equalTo(2));
        again.then().statusCode(200).body("outcome", equalTo("repeated"));
        assertEquals(2, builds());
        api.get("/apps/" + app + "/push-hook").then().body("lastOutcome", equalTo("this delivery came before"));
    }

    @ParameterizedTest
    @EnumSource(Host.class)
    void aWrongSecretOrAChangedBodyBuildsNothing(Host host) {
        // Given
        Map<String, String> wrong = host.headers("another secret", MAIN);
        Map<String, String> right = host.headers(secret, MAIN);
        String changed = MAIN.replace("main", "evil");

        // When
        int guessed = send(wrong, MAIN).statusCode();
        int tampered = send(right, changed).statusCode();
        int unsigned = send(Map.of(host.event, host.push), MAIN).statusCode();

        // Then GitLab sends its secret and signs nothing, so there the connection alone protects the body
        assertEquals("401 401", guessed + " " + unsigned);
        assertEquals(host == Host.GITLAB ? "200 2" : "401 1", tampered + " " + builds());
    }

    @Test
    void aHeardDeliveryUnderAnotherIdIsStillTheSame() {
        // Given
        Map<String, String> headers = Host.GITHUB.headers(secret, MAIN);
        send(headers, MAIN);
        headers.put("X-GitHub-Delivery", UUID.randomUUID().toString());

        // When
        Response replayed = send(headers, MAIN);

        // Then
        replayed.then().body("outcome", equalTo("repeated"));
        assertEquals(2, builds());
    }

    @Test
    void otherBranchesTagsDeletionsAndRequestsToMergeBuildNothing() {
        // Given
        String sha = "9fceb02d0ae598e95dc970b74767f19372d61af8";
        Map<String, String> merge = Host.GITHUB.headers(secret, MAIN);
        merge.put("X-GitHub-Event", "pull_request");

        // When
        List<String> outcomes = Stream.of(
                        send(Host.GITHUB, push("refs/heads/other", sha)),
                        send(Host.GITHUB, push("refs/tags/main", sha)),
                        send(Host.GITEA, push("refs/heads/main", "0".repeat(40))),
                        send(Host.BITBUCKET, bitbucket("other")),
                        send(merge, MAIN))
                .map(answer -> answer.<String>path("outcome"))
                .toList();

        // Then
        assertEquals(List.of("ignored", "ignored", "ignored", "ignored", "ignored"), outcomes);
        assertEquals(1, builds());
    }

    @Test
    void theAppsOwnBranchCountsNotTheDefault() {
        // Given
        api.patch("/apps/" + app, Map.of("branch", "release")).then().statusCode(200);

        // When
        String main = send(Host.GITHUB, MAIN).path("outcome");
        String own =
                send(Host.GITHUB, push("refs/heads/release", "1".repeat(40))).path("outcome");

        // Then
        assertEquals("ignored build", main + " " + own);
    }

    @Test
    void whatIsNoHookAnswersLikeAWrongSecretAndOneThatWasReplacedIsNone() {
        // Given
        String old = path;
        String oldSecret = secret;
        Response made = api.post("/apps/" + app + "/push-hook", Map.of());

        // When
        Response replaced = RestAssured.given()
                .contentType(ContentType.JSON)
                .headers(Host.GITHUB.headers(oldSecret, MAIN))
                .body(MAIN.getBytes(StandardCharsets.UTF_8))
                .post(old);
        path = URI.create(made.path("url")).getPath();
        Response wrong = send(Host.GITHUB.headers("x", MAIN), MAIN);

        // Then
        assertEquals("401 401", replaced.statusCode() + " " + wrong.statusCode());
        assertEquals(wrong.asString(), replaced.asString());
        assertNotEquals(oldSecret, made.path("secret"));
    }

    @Test
    void theSecretIsShownOnceAndKeptSealed() {
        // When
        Response shown = api.get("/apps/" + app + "/push-hook");
        byte[] kept = QuarkusTransaction.requiringNew()
                .call(() -> PushHook.ofApp(UUID.fromString(app)).orElseThrow().secret);

        // Then
        shown.then().statusCode(200);
        assertFalse(shown.asString().contains(secret));
        assertFalse(new String(kept, StandardCharsets.ISO_8859_1).contains(secret));
        assertTrue(secret.length() > 40);
    }

    @Test
    void aBodyThatIsNoJsonIsRefusedInWords() {
        // Given
        String form = "payload=%7B%7D";

        // When
        Response answer = send(Host.GITHUB.headers(secret, form), form);

        // Then
        answer.then().statusCode(400).body("errors[0].field", equalTo("body"));
    }

    private Response send(Host host, String body) {
        return send(host.headers(secret, body), body);
    }

    private Response send(Map<String, String> headers, String body) {
        return RestAssured.given()
                .contentType(ContentType.JSON)
                .headers(headers)
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post(path);
    }

    private long builds() {
        return QuarkusTransaction.requiringNew().call(() -> Build.count("appId", UUID.fromString(app)));
    }

    private static String push(String ref, String after) {
        return "{\"ref\":\"" + ref + "\",\"after\":\"" + after + "\",\"repository\":{\"default_branch\":\"main\"},"
                + "\"project\":{\"default_branch\":\"main\"}}";
    }

    private static String bitbucket(String branch) {
        return "{\"push\":{\"changes\":[{\"new\":{\"type\":\"branch\",\"name\":\"" + branch + "\"}},{\"new\":null}]},"
                + "\"repository\":{\"mainbranch\":{\"name\":\"main\"}}}";
    }
}
