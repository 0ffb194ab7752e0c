package dev.slipway.webhook;

import dev.slipway.platform.Digests;
import dev.slipway.platform.Secret;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How each git host proves that a delivery is its own. The first header that is there decides; a delivery that carries none
 * of them is nobody's.
 *
 * @see <a href="https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries">GitHub</a>
 * @see <a href="https://docs.gitlab.com/user/project/integrations/webhooks/">GitLab</a>
 * @see <a href="https://docs.gitea.com/usage/webhooks">Gitea</a>
 * @see <a href="https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/">Bitbucket</a>
 */
enum PushSignature {
    /** Before GitHub: it sends GitHub's header besides its own. */
    GITEA("X-Gitea-Signature", "", "X-Gitea-Event", "X-Gitea-Delivery"),
    GITHUB("X-Hub-Signature-256", "sha256=", "X-GitHub-Event", "X-GitHub-Delivery"),
    BITBUCKET("X-Hub-Signature", "sha256=", "X-Event-Key", "X-Request-UUID"),
    /** Sends the secret itself. */
    GITLAB("X-Gitlab-Token", null, "X-Gitlab-Event", "Idempotency-Key");

    private final String header;

    /** Before the hexadecimal HMAC-SHA256 of the body; null when the header is the secret. */
    @Nullable
    private final String prefix;

    private final String event;
    private final String delivery;

    PushSignature(String header, @Nullable String prefix, String event, String delivery) {
        this.header = header;
        this.prefix = prefix;
        this.event = event;
        this.delivery = delivery;
    }

    /** Whose delivery this says it is. */
    static Optional<PushSignature> of(Function<String, @Nullable String> headers) {
        for (PushSignature host : values()) {
            if (headers.apply(host.header) != null) {
                return Optional.of(host);
            }
        }
        return Optional.empty();
    }

    /** Whether the host knows the secret; takes as long for a wrong signature as for a right one. */
    boolean proves(Function<String, @Nullable String> headers, byte[] body, Secret secret) {
        String sent = String.valueOf(headers.apply(header));
        String expected = prefix == null ? secret.reveal() : prefix + Hmac.hex(secret, body);
        return Digests.sameText(expected, sent);
    }

    /** The host's name of the event, empty when it gives none. */
    String event(Function<String, @Nullable String> headers) {
        return orEmpty(headers.apply(event));
    }

    /** The host's id of the delivery, the same when it sends one again; empty when it gives none. */
    String delivery(Function<String, @Nullable String> headers) {
        return orEmpty(headers.apply(delivery));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
