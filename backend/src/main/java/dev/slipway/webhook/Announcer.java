package dev.slipway.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.app.App;
import dev.slipway.build.Build;
import dev.slipway.deploy.Deployment;
import dev.slipway.platform.Change;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes deliveries in the transaction of what they tell of: what is rolled back is never told, what is committed always. */
@ApplicationScoped
class Announcer {

    private final EntityManager database;
    private final ObjectMapper json;
    private final Clock clock;

    Announcer(EntityManager database, ObjectMapper json, Clock clock) {
        this.database = database;
        this.json = json;
        this.clock = clock;
    }

    private record News(HookEvent event, Map<String, @Nullable Object> about) {}

    void onChange(@Observes Change change) {
        Optional<News> news = switch (change.kind()) {
            case "build" -> Build.<Build>findByIdOptional(change.id()).flatMap(Announcer::of);
            case "deployment" ->
                Deployment.<Deployment>findByIdOptional(change.id()).flatMap(Announcer::of);
            default -> Optional.empty();
        };
        news.ifPresent(found -> tell(change, found));
    }

    private void tell(Change change, News news) {
        List<Webhook> hooks = Webhook.wanting(change.teamId(), news.event);
        if (!hooks.isEmpty()) {
            String payload = payload(change, news);
            hooks.forEach(hook -> write(hook, news.event, change.id() + " " + news.event.word(), payload));
        }
    }

    /** One thing may change several times after its end; it is told once. */
    private void write(Webhook hook, HookEvent event, String occasion, String payload) {
        database.createNativeQuery(
                        "insert into webhook_delivery (id, webhook_id, team_id, event, occasion, payload, status, attempts,"
                                + " created_at, next_at) values (?1, ?2, ?3, ?4, ?5, ?6, 'WAITING', 0, ?7, ?7)"
                                + " on conflict (webhook_id, occasion) do nothing")
                .setParameter(1, UUID.randomUUID())
                .setParameter(2, hook.id)
                .setParameter(3, hook.teamId)
                .setParameter(4, event.word())
                .setParameter(5, occasion)
                .setParameter(6, payload)
                .setParameter(7, clock.instant())
                .executeUpdate();
    }

    private String payload(Change change, News news) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("type", news.event.word());
        body.put("timestamp", Instant.now(clock).toString());
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        App app = App.findById(change.appId());
        data.put("teamId", change.teamId());
        data.put("appId", change.appId());
        data.put("app", app == null ? null : app.name);
        data.putAll(news.about);
        body.put("data", data);
        try {
            return json.writeValueAsString(body);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("cannot write a map as JSON", impossible);
        }
    }

    private static Optional<News> of(Build build) {
        Map<String, @Nullable Object> about = new LinkedHashMap<>();
        about.put("buildId", build.id);
        about.put("build", build.number);
        about.put("commit", build.commitId);
        about.put("failure", build.failure);
        return switch (build.status) {
            case SUCCEEDED -> Optional.of(new News(HookEvent.BUILD_SUCCEEDED, about));
            case FAILED -> Optional.of(new News(HookEvent.BUILD_FAILED, about));
            case CANCELLED -> Optional.of(new News(HookEvent.BUILD_CANCELLED, about));
            case QUEUED, FETCHING, BUILDING -> Optional.empty();
        };
    }

    private static Optional<News> of(Deployment deployment) {
        Map<String, @Nullable Object> about = new LinkedHashMap<>();
        about.put("deploymentId", deployment.id);
        about.put("deployment", deployment.number);
        about.put("release", deployment.release.number);
        about.put("failure", deployment.failure);
        return switch (deployment.status) {
            case SUCCEEDED -> Optional.of(new News(HookEvent.DEPLOYMENT_SUCCEEDED, about));
            case FAILED -> Optional.of(new News(HookEvent.DEPLOYMENT_FAILED, about));
            case RUNNING -> Optional.empty();
        };
    }
}
