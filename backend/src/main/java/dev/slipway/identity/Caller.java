package dev.slipway.identity;

import java.util.UUID;

/**
 * Somebody who proved who they are.
 *
 * @param accountId the account
 * @param name as shown to others
 * @param email lower case
 * @param operator whether they run this installation; gives no right inside teams
 * @param credential what they proved it with
 */
public record Caller(UUID accountId, String name, String email, boolean operator, Credential credential) {

    /**
     * What a caller proved themselves with; asked again while a socket is open.
     *
     * @param kind session, token or a company's provider
     * @param id of the session or token; of the account for a provider's token
     */
    public record Credential(Kind kind, UUID id) {

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

    static Caller of(Account account, Credential.Kind kind, UUID credentialId) {
        return new Caller(
                account.id, account.name, account.email, account.operator, new Credential(kind, credentialId));
    }
}
