package dev.slipway.identity;

import dev.slipway.identity.Caller.Credential;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Optional;

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
        return Session.live(token, clock.instant())
                .map(session -> Caller.of(session.account, Credential.Kind.SESSION, session.id));
    }

    /** The caller behind a bearer token of ours. */
    @Transactional
    public Optional<Caller> byToken(String text) {
        return ApiToken.live(text).map(token -> Caller.of(token.account, Credential.Kind.TOKEN, token.id));
    }

    /** The caller behind a company's account, when an account with its e-mail address exists. */
    @Transactional
    public Optional<Caller> byProvider(String email) {
        return Account.byEmail(email).map(account -> Caller.of(account, Credential.Kind.PROVIDER, account.id));
    }

    /** The caller a ticket was issued to, while the credential it was issued with still holds. */
    @Transactional
    public Optional<Caller> byTicket(Ticket ticket) {
        Account account = Account.findById(ticket.accountId);
        if (account == null) {
            return Optional.empty();
        }
        Caller caller = Caller.of(account, ticket.credential, ticket.credentialId);
        return stillValid(caller) ? Optional.of(caller) : Optional.empty();
    }

    /** Whether the credential was neither revoked nor signed out nor expired since. */
    @Transactional
    public boolean stillValid(Caller caller) {
        Credential credential = caller.credential();
        return switch (credential.kind()) {
            case SESSION -> Session.count("id = ?1 and expiresAt > ?2", credential.id(), clock.instant()) > 0;
            case TOKEN -> ApiToken.count("id", credential.id()) > 0;
            case PROVIDER -> Account.count("id", credential.id()) > 0;
        };
    }
}
