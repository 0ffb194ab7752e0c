package dev.slipway.webhook;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.support.Api;
import dev.slipway.support.GitServer;
import dev.slipway.support.HookReceiver;
import dev.slipway.support.Surroundings;
import dev.slipway.tenancy.People;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A team's program is told what happened: signed, until it arrives, and never at a private address. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class WebhookTest {

    private static final String BUILT = "build.succeeded";

    @Inject
    People people;

    @Inject
    Clock clock;

    private HookReceiver receiver;
    private People.Person owner;
    private Api api;
    private String hook;
    private String secret;

    @BeforeEach
    void aHook() {
        receiver = new HookReceiver();
        owner = people.owner();
        api = new Api(owner.token());
        Response made = make(receiver.url(), BUILT);
        made.then().statusCode(201);
        hook = made.path("id");
        secret = made.path("secret");
    }

    @AfterEach
    void stopListening() {
        receiver.close();
    }

    @Test
    void aBuildIsToldOnceWithASignatureThatFits() {
        // When
        String app = anApp();
        HookReceiver.Call call = receiver.await();

        // Then
        byte[] key = Base64.getDecoder().decode(secret.replaceFirst("whsec_", ""));
        String signed = call.header("webhook-id") + "." + call.header("webhook-timestamp") + "." + call.body();
        assertEquals("v1," + Hmac.base64(key, signed), call.header("webhook-signature"));
        assertTrue(call.body().contains("\"type\":\"" + BUILT + "\""), call.body());
        assertTrue(call.body().contains(app), call.body());
        api.until("/webhooks/" + hook + "/deliveries", list -> "delivered".equals(list.path("items[0].status")))
                .then()
                .body("items", hasSize(1))
                .body("items[0].answer", equalTo(200))
                .body("items[0].id", equalTo(call.header("webhook-id")));
    }

    @Test
    void whatIsRefusedComesAgainUnderTheSameId() {
        // Given
        receiver.answer(503);
        anApp();
        HookReceiver.Call first = receiver.await();
        String list = "/webhooks/" + hook + "/deliveries";
        api.until(list, seen -> Integer.valueOf(503).equals(seen.path("items[0].answer")))
                .then()
                .body("items[0].status", equalTo("waiting"));

        // When
        receiver.answer(204);
        hurry();
        HookReceiver.Call second = receiver.await();

        // Then
        assertEquals(first.header("webhook-id"), second.header("webhook-id"));
        api.until(list, seen -> "delivered".equals(seen.path("items[0].status")))
                .then()
                .body("items[0].attempts", equalTo(2));
    }

    @Test
    void whatWasGivenUpIsSentAgainByHand() {
        // Given
        receiver.answer(500);
        anApp();
        receiver.await();
        String list = "/webhooks/" + hook + "/deliveries";
        api.until(list, seen -> Integer.valueOf(500).equals(seen.path("items[0].answer")));
        QuarkusTransaction.requiringNew()
                .run(() -> Delivery.update("attempts = 7, nextAt = ?1 where webhookId = ?2", clock.instant(), id()));
        receiver.await();
        String delivery = api.until(list, seen -> "failed".equals(seen.path("items[0].status")))
                .path("items[0].id");

        // When
        receiver.answer(200);
        api.post(list + "/" + delivery + "/attempts", Map.of()).then().statusCode(202);

        // Then
        assertEquals(delivery, receiver.await().header("webhook-id"));
        api.until(list, seen -> "delivered".equals(seen.path("items[0].status")));
    }

    @Test
    void aRedirectIsNotFollowed() {
        // Given
        try (HookReceiver other = new HookReceiver()) {
            receiver.redirect(other.url());

            // When
            anApp();
            receiver.await();

            // Then
            api.until(
                    "/webhooks/" + hook + "/deliveries",
                    seen -> Integer.valueOf(302).equals(seen.path("items[0].answer")));
            assertEquals(0, other.calls());
        }
    }

    @Test
    void privateAddressesAreRefusedWhenMadeAndWhenChanged() {
        for (String url : List.of(
                "http://169.254.169.254/latest/meta-data",
                "http://10.0.0.1/",
                "http://[::1]:5432/",
                "http://0.0.0.0/",
                "http://[::ffff:10.0.0.1]/")) {
            make(url, BUILT).then().statusCode(400).body("errors[0].field", equalTo("url"));
            api.patch("/webhooks/" + hook, Map.of("url", url)).then().statusCode(400);
        }
    }

    @Test
    void whatIsNoAddressOrNoEventIsRefusedInWords() {
        // When
        Response file = make("file:///etc/passwd", BUILT);
        Response user = make("https://user:secret@example.org/", BUILT);
        Response event = make(receiver.url(), "build.exploded");

        // Then
        assertEquals("400 400 400", file.statusCode() + " " + user.statusCode() + " " + event.statusCode());
        event.then().body("detail", containsString("deployment.failed"));
    }

    @Test
    void theSecretIsShownOnceAndAStrangerSeesNothing() {
        // Given
        Api stranger = new Api(people.owner().token());

        // When
        String shown = api.get("/webhooks/" + hook).asString()
                + api.get("/teams/" + owner.teamId() + "/webhooks").asString();

        // Then
        assertFalse(shown.contains(secret));
        assertEquals(404, stranger.get("/webhooks/" + hook).statusCode());
        assertEquals(404, stranger.get("/webhooks/" + hook + "/deliveries").statusCode());
        assertEquals(404, stranger.delete("/webhooks/" + hook).statusCode());
    }

    @Test
    void anInactiveHookIsToldNothing() {
        // Given
        api.patch("/webhooks/" + hook, Map.of("active", false)).then().statusCode(200);

        // When
        anApp();

        // Then
        api.get("/webhooks/" + hook + "/deliveries").then().body("items", hasSize(0));
    }

    private Response make(String url, String event) {
        return api.post("/teams/" + owner.teamId() + "/webhooks", Map.of("url", url, "events", List.of(event)));
    }

    private String anApp() {
        try (GitServer git = new GitServer()) {
            String url = git.commit("told", Map.of("Dockerfile", "FROM debian\nCMD serve\n"));
            String app = api.app(owner.projectId(), Map.of("repository", url));
            api.untilApp(app, "running");
            return app;
        }
    }

    private void hurry() {
        QuarkusTransaction.requiringNew()
                .run(() -> Delivery.update("nextAt = ?1 where webhookId = ?2", clock.instant(), id()));
    }

    private UUID id() {
        return UUID.fromString(hook);
    }
}
