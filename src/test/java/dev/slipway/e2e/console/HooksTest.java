package dev.slipway.e2e.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.slipway.e2e.console.Chromium.picture;
import static dev.slipway.e2e.console.Chromium.test;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.e2e.support.Command;
import dev.slipway.e2e.support.OnPlatform;
import dev.slipway.e2e.support.Platform;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Both kinds of hooks, made in a browser and used from outside: a push builds, and a program is told what came of it. */
@ExtendWith(OnPlatform.class)
class HooksTest {
    private static final String PUSH =
            "{\"ref\":\"refs/heads/main\",\"after\":\"9fceb02d0ae598e95dc970b74767f19372d61af8\","
                    + "\"repository\":{\"default_branch\":\"main\"}}";

    /** Nothing to fetch from: a build that fails at once is told of like any other. */
    private static final String NOWHERE = "https://127.0.0.1:9/team/hooked.git";

    private record Call(String id, String time, String signature, String body) {}

    @Test
    void aPushBuildsAndAProgramIsTold(Platform platform)
            throws IOException, InterruptedException, GeneralSecurityException {
        LinkedBlockingQueue<Call> calls = new LinkedBlockingQueue<>();
        HttpServer receiver = receiver(calls);
        String app = platform.portal().createApp(NOWHERE, Map.of("name", "hooked"));
        platform.portal().awaitStatus(app, "failed");
        try (Chromium chromium = new Chromium()) {
            Page page = chromium.person();
            chromium.signIn(page, platform);
            String secret = webhook(page, platform, receiver.getAddress().getPort());
            push(page, platform, app);
            Call call = calls.poll(60, TimeUnit.SECONDS);
            assertNotNull(call, "nobody was told");
            byte[] key = Base64.getDecoder().decode(secret.replaceFirst("whsec_", ""));
            String signed = call.id + "." + call.time + "." + call.body;
            assertEquals("v1," + Base64.getEncoder().encodeToString(hmac(key, signed)), call.signature);
            seeDelivery(page, platform);
            page.navigate(platform.console() + "/apps/" + app + "/settings");
            assertThat(page.locator("push-hook")).containsText("Last called");
            picture(page, "push-hook");
        } finally {
            receiver.stop(0);
            platform.portal().deleteApp(app);
        }
    }

    private static String webhook(Page page, Platform platform, int port) {
        page.navigate(webhooks(platform));
        test(page, "webhook-url").fill("http://127.0.0.1:" + port + "/told");
        test(page, "create-webhook").click();
        assertThat(test(page, "webhook-row")).hasCount(1);
        picture(page, "webhooks");
        return test(page, "webhook-secret").innerText();
    }

    private static void push(Page page, Platform platform, String app) throws GeneralSecurityException {
        page.navigate(platform.console() + "/apps/" + app + "/settings");
        test(page, "make-push-hook").click();
        String url = test(page, "push-hook-url").innerText();
        String secret = test(page, "push-hook-secret").innerText();
        byte[] key = secret.getBytes(StandardCharsets.UTF_8);
        String answer = Command.run(
                        "curl",
                        "-s",
                        "-H",
                        "Content-Type: application/json",
                        "-H",
                        "X-GitHub-Event: push",
                        "-H",
                        "X-GitHub-Delivery: 72d3162e-cc78-11e3-81ab-4c9367dc0958",
                        "-H",
                        "X-Hub-Signature-256: sha256=" + HexFormat.of().formatHex(hmac(key, PUSH)),
                        "-d",
                        PUSH,
                        url)
                .text();
        assertEquals(
                "{\"outcome\":\"build\",\"detail\":\"build 2 of branch \\\"main\\\"\",\"build\":2}", answer.strip());
    }

    private static void seeDelivery(Page page, Platform platform) {
        page.navigate(webhooks(platform));
        test(page, "show-deliveries").click();
        assertThat(test(page, "delivery-row").first()).containsText("delivered");
        picture(page, "deliveries");
    }

    private static String webhooks(Platform platform) {
        String team =
                platform.portal().request().get("/api/v1/sessions/current").path("teams[0].id");
        return platform.console() + "/teams/" + team + "/webhooks";
    }

    private static HttpServer receiver(LinkedBlockingQueue<Call> calls) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var headers = exchange.getRequestHeaders();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
            calls.add(new Call(
                    headers.getFirst("webhook-id"),
                    headers.getFirst("webhook-timestamp"),
                    headers.getFirst("webhook-signature"),
                    body));
        });
        server.start();
        return server;
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }
}
