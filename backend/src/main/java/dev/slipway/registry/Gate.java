package dev.slipway.registry;

import dev.slipway.identity.ApiToken;
import dev.slipway.identity.BasicCredentials;
import dev.slipway.identity.Caller;
import dev.slipway.identity.Callers;
import dev.slipway.identity.Permission;
import dev.slipway.platform.DataScope;
import dev.slipway.platform.Problem;
import dev.slipway.registry.RegistryError.Code;
import dev.slipway.tenancy.Member;
import dev.slipway.tenancy.Owned;
import dev.slipway.tenancy.Policy;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who asks, and whether they may: the same {@link Policy} as everywhere, in the words of the specification. */
@ApplicationScoped
class Gate {

    private static final String BEARER = "Bearer ";

    /** The actions of Docker's token specification, and what each asks for. */
    enum Action {
        PULL(Permission.REGISTRY_READ),
        PUSH(Permission.REGISTRY_WRITE),
        DELETE(Permission.REGISTRY_DELETE);

        final Permission permission;

        Action(Permission permission) {
            this.permission = permission;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Callers callers;
    private final RegistryTokens tokens;
    private final Policy policy;
    private final Repositories repositories;

    Gate(Callers callers, RegistryTokens tokens, Policy policy, Repositories repositories) {
        this.callers = callers;
        this.tokens = tokens;
        this.policy = policy;
        this.repositories = repositories;
    }

    /**
     * Lets a request through a door, or not.
     *
     * @param repository as the path has it, null at doors that are about none
     * @param challenge what an answer 401 tells about where to get a token, without the scope
     */
    Access enter(Door door, @Nullable String authorization, @Nullable String repository, String challenge) {
        if (door.needs() == Permission.OPEN) {
            return new Access(null, null, other -> false);
        }
        Supplier<RegistryError> closed = () -> unauthorized(challenge, door, repository);
        Actor actor = actor(authorization).orElseThrow(closed);
        if (!door.needs().ofTeam() || repository == null) {
            return new Access(actor, null, other -> false);
        }
        RepositoryName name = new RepositoryName(repository);
        Owned owned = require(actor, door.needs(), name);
        if (!granted(actor, name, door.needs())) {
            throw closed.get();
        }
        return new Access(actor, new Access.Target(name, owned), other -> mayPull(actor, other, name));
    }

    /** Who is behind an {@code Authorization} header. */
    Optional<Actor> actor(@Nullable String authorization) {
        if (authorization == null) {
            return Optional.empty();
        }
        if (authorization.startsWith(BEARER)) {
            return ofSecret(authorization.substring(BEARER.length()).strip());
        }
        return BasicCredentials.password(authorization).flatMap(this::ofSecret);
    }

    /** Who is behind a token of the API or of the registry. */
    Optional<Actor> ofSecret(String secret) {
        if (secret.startsWith(ApiToken.PREFIX)) {
            return callers.byToken(secret).map(caller -> new Actor.Person(caller, null));
        }
        return tokens.open(secret).flatMap(this::ofToken);
    }

    private Optional<Actor> ofToken(RegistryTokens.Content token) {
        UUID team = token.team();
        if (team != null) {
            return Optional.of(new Actor.Platform(team, token.grants().getFirst()));
        }
        UUID credential = token.credential();
        return credential == null
                ? Optional.empty()
                : callers.byTokenId(credential).map(caller -> new Actor.Person(caller, token.grants()));
    }

    /** Of the actions asked for, those the actor may do to the repository; none for what is not theirs to know of. */
    Set<String> allowed(Actor actor, RepositoryName name, List<String> wanted) {
        Set<String> allowed = new TreeSet<>();
        for (Action action : Action.values()) {
            boolean asked = wanted.contains(action.word()) || wanted.contains("*");
            if (asked && granted(actor, name, action.permission) && may(actor, action.permission, name)) {
                allowed.add(action.word());
            }
        }
        return allowed;
    }

    private boolean may(Actor actor, Permission permission, RepositoryName name) {
        try {
            require(actor, permission, name);
            return true;
        } catch (RegistryError no) {
            return false;
        }
    }

    /** Whose the repository is; refuses as if it did not exist, or by the role. */
    private Owned require(Actor actor, Permission permission, RepositoryName name) {
        return switch (actor) {
            case Actor.Platform platform ->
                DataScope.within(
                                List.of(platform.team()),
                                () -> QuarkusTransaction.requiringNew().call(() -> repositories.owner(name)))
                        .filter(owned -> owned.teamId().equals(platform.team()))
                        .orElseThrow(() -> RegistryError.nameUnknown(name.text()));
            case Actor.Person person -> require(person.caller(), permission, name);
        };
    }

    private Owned require(Caller caller, Permission permission, RepositoryName name) {
        List<UUID> teams = QuarkusTransaction.requiringNew().call(() -> Member.teamsReachedBy(caller));
        try {
            return DataScope.within(
                    teams,
                    () -> QuarkusTransaction.requiringNew().call(() -> {
                        Owned owned = repositories
                                .owner(name)
                                .filter(found -> teams.contains(found.teamId()))
                                .orElseThrow(Problem::notFound);
                        return policy.require(caller, permission, owned);
                    }));
        } catch (Problem refused) {
            if (refused.kind() == Problem.Kind.FORBIDDEN) {
                throw new RegistryError(Code.DENIED, String.valueOf(refused.getMessage()));
            }
            throw RegistryError.nameUnknown(name.text());
        }
    }

    /** A token is no more than what it was asked for. */
    private static boolean granted(Actor actor, RepositoryName name, Permission permission) {
        List<Actor.Grant> grants = switch (actor) {
            case Actor.Platform platform -> List.of(platform.grant());
            case Actor.Person person -> person.grants();
        };
        return grants == null
                || grants.stream()
                        .filter(grant -> grant.repository().equals(name.text()))
                        .flatMap(grant -> grant.actions().stream())
                        .anyMatch(word -> Action.valueOf(word.toUpperCase(Locale.ROOT)).permission == permission);
    }

    /** Names begin with the team, so the same first part is the same team. */
    private boolean mayPull(Actor actor, RepositoryName other, RepositoryName name) {
        return other.team().equals(name.team())
                && granted(actor, other, Permission.REGISTRY_READ)
                && may(actor, Permission.REGISTRY_READ, other);
    }

    private static RegistryError unauthorized(String challenge, Door door, @Nullable String repository) {
        String scope = "";
        if (RepositoryName.isValid(repository)) {
            String actions = door.needs() == Permission.REGISTRY_READ
                    ? "pull"
                    : door.needs() == Permission.REGISTRY_DELETE ? "delete" : "pull,push";
            scope = ",scope=\"repository:" + repository + ":" + actions + "\"";
        }
        return new RegistryError(
                Code.UNAUTHORIZED,
                "sign in with \"docker login\": any user name, and an API token of yours or of a service account as password",
                Map.of("WWW-Authenticate", challenge + scope));
    }
}
