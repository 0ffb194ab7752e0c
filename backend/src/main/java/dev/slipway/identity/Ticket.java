package dev.slipway.identity;

import dev.slipway.platform.Digests;
import dev.slipway.platform.Randoms;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The right to open one socket once: bound to a caller, an action and a target. Browsers cannot add headers to a
 * socket's handshake, and a session token has no place in an address that is logged.
 */
@Entity
@SuppressWarnings("NullAway.Init")
public class Ticket extends PanacheEntityBase {

    /** Long enough for a slow page, short enough that a leaked one is worthless. */
    private static final Duration LIFE = Duration.ofSeconds(30);

    @Id
    public byte[] hash;

    public UUID accountId;

    @Enumerated(EnumType.STRING)
    public Caller.Credential.Kind credential;

    public UUID credentialId;

    /** When the credential itself ends, for those no row here knows of. */
    @Nullable
    public Instant credentialUntil;

    public String action;
    public UUID target;

    @Nullable
    public UUID instance;

    public Instant expiresAt;

    /**
     * A new ticket.
     *
     * @param text sent back in the handshake
     * @param expiresAt when it is worthless
     */
    public record Issued(String text, Instant expiresAt) {}

    /** Issues a ticket. */
    public static Issued issue(Caller caller, String action, UUID target, @Nullable UUID instance, Instant now) {
        String text = Randoms.token();
        Ticket ticket = new Ticket();
        ticket.hash = Digests.sha256(text);
        ticket.accountId = caller.accountId();
        ticket.credential = caller.credential().kind();
        ticket.credentialId = caller.credential().id();
        ticket.credentialUntil = caller.credential().until();
        ticket.action = action;
        ticket.target = target;
        ticket.instance = instance;
        ticket.expiresAt = now.plus(LIFE);
        ticket.persist();
        return new Issued(text, ticket.expiresAt);
    }

    /** Takes a ticket out; a second call with the same text finds nothing, also when both come at once. */
    public static Optional<Ticket> redeem(String text, Instant now) {
        byte[] hash = Digests.sha256(text);
        Ticket ticket = findById(hash);
        if (ticket == null) {
            return Optional.empty();
        }
        boolean taken = delete("hash = ?1 and expiresAt > ?2", hash, now) == 1;
        return taken && Arrays.equals(ticket.hash, hash) ? Optional.of(ticket) : Optional.empty();
    }

    static long removeExpired(Instant now) {
        return delete("expiresAt <= ?1", now);
    }
}
