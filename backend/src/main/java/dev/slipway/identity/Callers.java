package dev.slipway.identity;

import dev.slipway.identity.Caller.Credential;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** From a credential to a caller. */
@ApplicationScoped
public class Callers {

    private final Clock clock;

    Callers(Clock clock) {
        this.clock = clock;
    }

    /** The caller behind a session's token. */
    @Transactional
    public Optional<Caller> bySession(String token) {
        return Session.live(token, clock.instant()).map(Caller::of);
    }

    /** The caller behind a bearer token of ours. */
    @Transactional
    public Optional<Caller> byToken(String text) {
        Optional<ApiToken> token = ApiToken.live(text, clock.instant());
        token.filter(found -> found.isUseWorthNoting(clock.instant()))
                .ifPresent(found -> ApiToken.used(found.id, clock.instant()));
        return token.map(Caller::of);
    }

    /** The caller behind one of our bearer tokens, by its id; empty once it was revoked or has ended. */
    @Transactional
    public Optional<Caller> byTokenId(UUID id) {
        return ApiToken.<ApiToken>findByIdOptional(id).map(Caller::of).filter(this::stillValid);
    }

    /** The caller a ticket was issued to, while the credential it was issued with still holds. */
    @Transactional
    public Optional<Caller> byTicket(Ticket ticket) {
        Optional<Caller> caller = switch (ticket.credential) {
            case SESSION ->
                Session.<Session>findByIdOptional(ticket.credentialId).map(Caller::of);
            case TOKEN ->
                ApiToken.<ApiToken>findByIdOptional(ticket.credentialId).map(Caller::of);
            case PROVIDER ->
                Account.<Account>findByIdOptional(ticket.credentialId)
                        .map(account -> Caller.ofProvider(account, ticket.credentialUntil));
        };
        return caller.filter(this::stillValid);
    }

    /** Whether the credential was neither revoked nor signed out nor expired since. */
    @Transactional
    public boolean stillValid(Caller caller) {
        Credential credential = caller.credential();
        return switch (credential.kind()) {
            case SESSION -> Session.count("id = ?1 and expiresAt > ?2", credential.id(), clock.instant()) > 0;
            case TOKEN ->
                ApiToken.count("id = ?1 and (expiresAt is null or expiresAt > ?2)", credential.id(), clock.instant())
                        > 0;
            case PROVIDER -> isAhead(credential.until()) && Account.count("id", credential.id()) > 0;
        };
    }

    /** A token of a provider without an end is not one we may trust beyond the request it came with. */
    private boolean isAhead(@Nullable Instant until) {
        return until != null && until.isAfter(clock.instant());
    }
}
