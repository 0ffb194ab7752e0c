package dev.slipway.identity;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who proved who they are.
 *
 * @param accountId the account
 * @param name as shown to others
 * @param email lower case
 * @param operator whether they run this installation; gives no right inside teams
 * @param credential what they proved it with
 * @param scope how far that credential reaches
 */
public record Caller(UUID accountId, String name, String email, boolean operator, Credential credential, Scope scope) {

    /**
     * What a caller proved themselves with; asked again while a socket is open.
     *
     * @param kind session, token or a company's provider
     * @param id of the session or token; of the account for a provider's token
     * @param until when a provider's token expires, which no row here knows; null for the other kinds
     */
    public record Credential(Kind kind, UUID id, @Nullable Instant until) {

        /** Kinds of credential. */
        public enum Kind {
            /** Cookie of a browser. */
            SESSION,
            /** Long-lived bearer token. */
            TOKEN,
            /** Bearer token of a company's identity provider. */
            PROVIDER
        }
    }

    static Caller of(Session session) {
        return of(session.account, new Credential(Credential.Kind.SESSION, session.id, null), Scope.ALL);
    }

    static Caller of(ApiToken token) {
        return of(token.account, new Credential(Credential.Kind.TOKEN, token.id, null), token.scope());
    }

    static Caller ofProvider(Account account, @Nullable Instant until) {
        return of(account, new Credential(Credential.Kind.PROVIDER, account.id, until), Scope.ALL);
    }

    private static Caller of(Account account, Credential credential, Scope scope) {
        return new Caller(account.id, account.name, account.email, account.operator, credential, scope);
    }
}
