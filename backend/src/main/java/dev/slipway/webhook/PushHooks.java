package dev.slipway.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.app.App;
import dev.slipway.build.Build;
import dev.slipway.build.BuildOrders;
import dev.slipway.platform.Digests;
import dev.slipway.platform.Problem;
import dev.slipway.platform.Vault;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** From a delivery of a git host to a build. */
@ApplicationScoped
class PushHooks {

    /** Longer than any host keeps deliveries that can be sent again. */
    private static final Duration REMEMBERED = Duration.ofDays(30);

    private static final int LONGEST_ID = 200;

    private final Vault vault;
    private final ObjectMapper json;
    private final EntityManager database;
    private final Clock clock;
    private final BuildOrders orders;

    PushHooks(Vault vault, ObjectMapper json, EntityManager database, Clock clock, BuildOrders orders) {
        this.vault = vault;
        this.json = json;
        this.database = database;
        this.clock = clock;
        this.orders = orders;
    }

    /**
     * What came of a delivery.
     *
     * @param outcome build, ignored or repeated
     * @param detail in words
     * @param build the number of the build it started
     */
    record Outcome(String outcome, String detail, @Nullable Integer build) {

        static Outcome ignored(String why) {
            return new Outcome("ignored", why, null);
        }
    }

    /**
     * Takes a delivery.
     *
     * @throws Problem unauthenticated, with the same words for a hook that does not exist and a signature that is wrong; conflict
     *     when the team's quota is reached, and then the delivery may come again
     */
    @Transactional
    Outcome take(UUID hookId, Function<String, @Nullable String> headers, byte[] body) {
        PushHook hook = PushHook.findById(hookId);
        Optional<PushSignature> host = PushSignature.of(headers)
                .filter(found -> hook != null && found.proves(headers, body, hook.open(vault)));
        if (hook == null || host.isEmpty()) {
            throw new Problem(
                    Problem.Kind.UNAUTHENTICATED,
                    "no hook at this address with this secret; compare both with what the app's settings said");
        }
        Outcome outcome = isNew(hook, host.get().delivery(headers), body)
                ? build(hook, host.get().event(headers), read(body))
                : new Outcome("repeated", "this delivery came before", null);
        hook.lastAt = clock.instant();
        hook.lastOutcome = outcome.detail;
        return outcome;
    }

    private Outcome build(PushHook hook, String event, JsonNode body) {
        Push push = Push.of(event, body);
        if (push.branches().isEmpty()) {
            return Outcome.ignored("no branch has a new commit");
        }
        App app = App.locked(hook.appId).filter(found -> !found.deleting).orElseThrow(Problem::notFound);
        String wanted = app.branch == null ? push.defaultBranch() : app.branch;
        if (!push.branches().contains(wanted)) {
            return Outcome.ignored("the push is to another branch than \"" + wanted + "\"");
        }
        if (Build.count("appId = ?1 and status = ?2", app.id, Build.Status.QUEUED) > 0) {
            return Outcome.ignored("a build waits already, and will take the newest commit");
        }
        Build build = orders.order(app, null);
        return new Outcome("build", "build " + build.number + " of branch \"" + wanted + "\"", build.number);
    }

    /**
     * Notes a delivery. Its id alone would not do: hosts do not sign it, so whoever has heard one delivery could send it
     * again under another. GitLab signs nothing, and two of its pushes never are the same text.
     */
    private boolean isNew(PushHook hook, String delivery, byte[] body) {
        String id =
                delivery.substring(0, Math.min(LONGEST_ID, delivery.length())).replaceAll("[^!-~]", "?");
        String digest = HexFormat.of().formatHex(Digests.sha256(new String(body, StandardCharsets.ISO_8859_1)));
        int noted = note(hook, "sha256:" + digest);
        return noted == 1 && (id.isEmpty() || note(hook, "id:" + id) == 1);
    }

    private int note(PushHook hook, String name) {
        return database.createNativeQuery(
                        "insert into push_delivery (push_hook_id, name, at) values (?1, ?2, ?3) on conflict do nothing")
                .setParameter(1, hook.id)
                .setParameter(2, name)
                .setParameter(3, clock.instant())
                .executeUpdate();
    }

    private JsonNode read(byte[] body) {
        try {
            return json.readTree(body);
        } catch (IOException notJson) {
            throw Problem.invalid("body", "is not JSON; choose the content type application/json at the git host");
        }
    }

    @Scheduled(every = "6h", delayed = "3m")
    @RunOnVirtualThread
    @Transactional
    void forgetOld() {
        database.createNativeQuery("delete from push_delivery where at < ?1")
                .setParameter(1, clock.instant().minus(REMEMBERED))
                .executeUpdate();
    }
}
