package dev.slipway.registry;

import dev.slipway.platform.DataScope;
import dev.slipway.tenancy.DoorUsed;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tells the audit what changed, and what was refused. Single blobs that arrive are not told: a manifest is what makes them something. */
@ApplicationScoped
class Journal {

    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");

    private final Event<DoorUsed> uses;
    private final Gate gate;
    private final Repositories repositories;

    Journal(Event<DoorUsed> uses, Gate gate, Repositories repositories) {
        this.uses = uses;
        this.gate = gate;
        this.repositories = repositories;
    }

    /** Makes a change and its entry in one transaction: both are there or neither. */
    void change(Call call, String verb, String what, int status, Runnable change) {
        Actor actor = call.access().actor();
        DoorUsed use = new DoorUsed(
                actor instanceof Actor.Person person ? person.caller() : null,
                "platform",
                call.access().team(),
                "registry." + verb,
                call.access().name().text() + " " + what,
                call.address(),
                status);
        QuarkusTransaction.requiringNew().run(() -> {
            change.run();
            uses.fire(use);
        });
    }

    /** Somebody was not let through a door that changes something, or what they sent was not taken. */
    void refusal(HttpServerRequest request, @Nullable String repository, RegistryError refused) {
        if (SAFE_METHODS.contains(request.method().name())) {
            return;
        }
        Optional<Actor> actor = gate.actor(request.getHeader("Authorization"));
        uses.fire(new DoorUsed(
                actor.filter(Actor.Person.class::isInstance)
                        .map(person -> ((Actor.Person) person).caller())
                        .orElse(null),
                actor.isPresent() ? "platform" : "nobody",
                // A member who may not is a matter of the team; for anybody else the repository does not exist.
                refused.code() == RegistryError.Code.DENIED ? team(repository) : null,
                "registry." + request.method().name().toLowerCase(Locale.ROOT),
                request.path(),
                request.remoteAddress().hostAddress(),
                refused.code().status));
    }

    private @Nullable UUID team(@Nullable String repository) {
        if (repository == null || !RepositoryName.isValid(repository)) {
            return null;
        }
        RepositoryName name = new RepositoryName(repository);
        return DataScope.asPlatform(() -> QuarkusTransaction.requiringNew().call(() -> repositories.owner(name)))
                .map(owned -> owned.teamId())
                .orElse(null);
    }
}
