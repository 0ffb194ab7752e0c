package dev.slipway.identity;

import io.vertx.core.Context;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Before somebody is sent to the provider: does it answer at all? A browser that is sent to a server which is away shows its own
 * error page, with no way back; here the person is told, and that there are local accounts.
 */
@ApplicationScoped
class ProviderGate {

    private static final Logger LOG = Logger.getLogger(ProviderGate.class);

    /** Before the route that begins the code flow. */
    private static final int BEFORE_THE_FLOW = -500;

    /** A person waits. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private static final int UNAVAILABLE = 503;
    private static final int FIRST_SERVER_ERROR = 500;

    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>%1$s does not answer · Slipway</title>
            <link rel="icon" href="/favicon.svg"><link rel="stylesheet" href="/styles/tokens.css">
            <link rel="stylesheet" href="/styles/base.css"><link rel="stylesheet" href="/styles/layout.css">
            <link rel="stylesheet" href="/styles/controls.css"><link rel="stylesheet" href="/styles/surfaces.css">
            <link rel="stylesheet" href="/styles/door.css"></head>
            <body><main class="door"><div class="door-card">
            <h1>%1$s does not answer</h1>
            <p>Nobody can sign in there at the moment. Whoever is signed in stays so, and local accounts work.</p>
            <p><a class="button primary wide" href="/sso/sign-in">Try again</a></p>
            <p><a class="button wide" href="/sign-in">Sign in with a local account</a></p>
            </div></main></body>
            </html>
            """;

    /** Whoever asks for the page a thousand times makes one question of it. */
    private static final Duration REMEMBERED = Duration.ofSeconds(2);

    private final OidcConfig config;
    private final Clock clock;
    private final URI discovery;
    private Instant askAgain = Instant.EPOCH;
    private boolean answered;

    ProviderGate(
            OidcConfig config, Clock clock, @ConfigProperty(name = "quarkus.oidc.auth-server-url") String provider) {
        this.config = config;
        this.clock = clock;
        this.discovery = URI.create(provider + "/.well-known/openid-configuration");
    }

    void install(@Observes Router router) {
        if (config.enabled()) {
            router.route("/sso/sign-in").order(BEFORE_THE_FLOW).handler(routing -> {
                routing.request().pause();
                Context context = routing.vertx().getOrCreateContext();
                Thread.ofVirtual().name("provider-gate").start(() -> {
                    boolean answers = answers();
                    context.runOnContext(unused -> pass(routing, answers));
                });
            });
        }
    }

    private void pass(RoutingContext routing, boolean answers) {
        routing.request().resume();
        if (answers) {
            routing.next();
            return;
        }
        routing.response()
                .setStatusCode(UNAVAILABLE)
                .putHeader("Content-Type", "text/html; charset=utf-8")
                .putHeader("Cache-Control", "no-store")
                .putHeader("Retry-After", "10")
                .end(PAGE.formatted(escaped(config.name())));
    }

    /** Whether there is a provider. One whose certificate Java does not know is there, and the flow says what is wrong with it. */
    private synchronized boolean answers() {
        if (clock.instant().isAfter(askAgain)) {
            answered = ask();
            askAgain = clock.instant().plus(REMEMBERED);
        }
        return answered;
    }

    private boolean ask() {
        HttpRequest request = HttpRequest.newBuilder(discovery).timeout(LIMIT).build();
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() < FIRST_SERVER_ERROR;
        } catch (SSLException certificate) {
            return true;
        } catch (IOException away) {
            LOG.warnf("the identity provider does not answer at %s: %s", discovery, away);
            return false;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
