package dev.slipway.webhook;

import dev.slipway.platform.Rows;
import dev.slipway.platform.Vault;
import dev.slipway.source.Addresses;
import dev.slipway.source.SourceFailure;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends what waits. The connection goes to the very address that was checked, so that a name cannot mean another one a moment
 * later; redirects are not followed; of the answer only the status is read.
 */
@ApplicationScoped
class Courier {

    private static final int AT_ONCE = 16;
    private static final int FIRST_REFUSAL = 300;

    /** Whoever only takes note has answered long before. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** While it is under way nobody else takes it; after a crash it is taken again. */
    private static final Duration LEASE = Duration.ofMinutes(1);

    private static final int LONGEST_DETAIL = 300;

    private final Vault vault;
    private final Rows rows;
    private final Addresses addresses;
    private final EntityManager database;
    private final Clock clock;
    private final HttpClient http;

    Courier(Vault vault, Rows rows, Addresses addresses, EntityManager database, Clock clock, Vertx vertx) {
        this.vault = vault;
        this.rows = rows;
        this.addresses = addresses;
        this.database = database;
        this.clock = clock;
        this.http = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout((int) LIMIT.toMillis())
                .setIdleTimeout((int) LIMIT.toSeconds())
                .setKeepAlive(false)
                .setVerifyHost(true));
    }

    /** A delivery as it goes out. */
    private record Parcel(UUID id, String url, byte[] key, String payload) {}

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void sendWhatWaits() {
        for (UUID id : take()) {
            Thread.ofVirtual().name("webhook-" + id).start(() -> send(id));
        }
    }

    /** Several control planes share the work: a row that one has locked is not seen by the others. */
    private List<UUID> take() {
        Instant now = clock.instant();
        return QuarkusTransaction.requiringNew()
                .call(() -> ids(database.createNativeQuery(
                                "update webhook_delivery set next_at = ?1, attempts = attempts + 1 where id in ("
                                        + "select id from webhook_delivery where status = 'WAITING' and next_at <= ?2"
                                        + " order by next_at limit " + AT_ONCE
                                        + " for update skip locked) returning id",
                                UUID.class)
                        .setParameter(1, now.plus(LEASE))
                        .setParameter(2, now)
                        .getResultList()));
    }

    private static List<UUID> ids(List<?> rows) {
        return rows.stream().map(UUID.class::cast).toList();
    }

    private void send(UUID id) {
        Parcel parcel = QuarkusTransaction.requiringNew().call(() -> parcel(id));
        if (parcel == null) {
            return;
        }
        try {
            int status = post(parcel);
            note(id, delivery -> {
                if (status < FIRST_REFUSAL) {
                    delivery.delivered(status, clock.instant());
                } else {
                    delivery.missed(status, "answered " + status, clock.instant());
                }
            });
        } catch (SourceFailure refused) {
            note(id, delivery -> delivery.missed(null, words(refused), clock.instant()));
        } catch (TimeoutException silent) {
            note(id, delivery -> delivery.missed(null, "no answer within 10 seconds", clock.instant()));
        } catch (ExecutionException failure) {
            note(id, delivery -> delivery.missed(null, words(failure.getCause()), clock.instant()));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable Parcel parcel(UUID id) {
        Delivery delivery = Delivery.findById(id);
        if (delivery != null) {
            rows.enter(delivery.teamId);
        }
        Webhook hook = delivery == null ? null : Webhook.findById(delivery.webhookId);
        return hook == null ? null : new Parcel(id, hook.url, hook.key(vault), delivery.payload);
    }

    /** Headers and signature as in the Standard Webhooks specification. */
    private int post(Parcel parcel) throws ExecutionException, InterruptedException, TimeoutException {
        String time = String.valueOf(clock.instant().getEpochSecond());
        String signature = Hmac.base64(parcel.key, parcel.id + "." + time + "." + parcel.payload);
        RequestOptions options = address(URI.create(parcel.url))
                .setMethod(HttpMethod.POST)
                .setFollowRedirects(false)
                .putHeader("content-type", "application/json")
                .putHeader("user-agent", "Slipway")
                .putHeader("webhook-id", parcel.id.toString())
                .putHeader("webhook-timestamp", time)
                .putHeader("webhook-signature", "v1," + signature);
        return http.request(options)
                .compose(request -> request.send(Buffer.buffer(parcel.payload))
                        .map(HttpClientResponse::statusCode)
                        .onComplete(done -> request.reset()))
                .toCompletionStage()
                .toCompletableFuture()
                .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private RequestOptions address(URI url) {
        boolean tls = "https".equals(url.getScheme());
        int port = url.getPort() < 0 ? (tls ? 443 : 80) : url.getPort();
        String host = HookUrl.host(url);
        InetAddress checked = addresses.resolve(host);
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(port, checked.getHostAddress()))
                .setHost(host)
                .setPort(port)
                .setSsl(tls)
                .setURI(url.getRawQuery() == null ? path : path + "?" + url.getRawQuery());
    }

    private interface Note {
        void on(Delivery delivery);
    }

    private static void note(UUID id, Note note) {
        QuarkusTransaction.requiringNew()
                .run(() -> Delivery.<Delivery>findByIdOptional(id).ifPresent(note::on));
    }

    private static String words(@Nullable Throwable failure) {
        String text = failure == null || failure.getMessage() == null ? "cannot be reached" : failure.getMessage();
        return text.substring(0, Math.min(LONGEST_DETAIL, text.length()));
    }
}
