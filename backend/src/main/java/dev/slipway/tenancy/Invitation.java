package dev.slipway.tenancy;

import dev.slipway.platform.Cursor;
import dev.slipway.platform.Digests;
import dev.slipway.platform.PageQuery;
import dev.slipway.platform.Randoms;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.ManyToOne;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The right of one e-mail address to become a member with one role, once. Only the digest of its token is kept. */
@Entity
@SuppressWarnings("NullAway.Init")
class Invitation extends PanacheEntityBase {

    /** Long enough for a holiday, short enough that a forgotten mail is worthless. */
    static final Duration LIFE = Duration.ofDays(7);

    @Id
    UUID id;

    @ManyToOne(optional = false)
    Team team;

    String email;

    @Enumerated(EnumType.STRING)
    Role role;

    @Nullable
    UUID customRoleId;

    byte[] tokenHash;
    String invitedBy;
    Instant createdAt;
    Instant expiresAt;

    record Issued(Invitation row, String token) {}

    /** Invites an address; an earlier invitation of it to the same team is void from now on. */
    static Issued issue(Team team, String email, TeamRole role, String by, Instant now) {
        delete("team = ?1 and email = ?2", team, email);
        String token = Randoms.token();
        Invitation invitation = new Invitation();
        invitation.id = UUID.randomUUID();
        invitation.team = team;
        invitation.email = email;
        invitation.role = role.builtIn();
        invitation.customRoleId = role.customId();
        invitation.tokenHash = Digests.sha256(token);
        invitation.invitedBy = by;
        invitation.createdAt = now;
        invitation.expiresAt = now.plus(LIFE);
        invitation.persist();
        return new Issued(invitation, token);
    }

    /** The invitation of a token, locked, so that two who come at once do not both take it. */
    static Optional<Invitation> live(String token, Instant now) {
        return Invitation.<Invitation>find(
                        "from Invitation i join fetch i.team where i.tokenHash = ?1 and i.expiresAt > ?2",
                        Digests.sha256(token),
                        now)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResultOptional();
    }

    /** What whoever takes it becomes. */
    TeamRole role() {
        return CustomRole.of(role, customRoleId);
    }

    static long open(UUID teamId, Instant now) {
        return count("team.id = ?1 and expiresAt > ?2", teamId, now);
    }

    /** A page of those that still hold, newest first. */
    static List<Invitation> page(UUID teamId, PageQuery page, String search, Instant now) {
        Cursor after = Cursor.read(page, 2);
        return Invitation.<Invitation>find(
                        "from Invitation i join fetch i.team where i.team.id = ?1 and i.expiresAt > ?2"
                                + " and (i.createdAt < ?3 or (i.createdAt = ?3 and i.id < ?4))"
                                + " and locate(?5, lower(i.email)) > 0 order by i.createdAt desc, i.id desc",
                        teamId,
                        now,
                        after == null ? Cursor.END_OF_TIME : after.time(0),
                        after == null ? Cursor.GREATEST : after.id(1),
                        search.toLowerCase(Locale.ROOT))
                .range(0, page.limit)
                .list();
    }
}
