package dev.slipway.tenancy;

import dev.slipway.identity.Caller;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An account in a team. */
@Entity
@SuppressWarnings("NullAway.Init")
public class Member extends PanacheEntityBase {

    @Id
    public UUID id;

    @ManyToOne(optional = false)
    public Team team;

    public UUID accountId;

    /** One of the four; of somebody with a role of the team's own it is only what older versions go by. */
    @Enumerated(EnumType.STRING)
    Role role;

    @Nullable
    UUID customRoleId;

    /** Given by a group at the provider, and taken away with it. */
    public boolean provided;

    /** Makes an account a member. */
    static Member join(Team team, UUID accountId, TeamRole role) {
        Member member = new Member();
        member.id = UUID.randomUUID();
        member.team = team;
        member.accountId = accountId;
        member.become(role);
        member.provided = false;
        member.persist();
        return member;
    }

    /** Memberships of an account, by the team's name. */
    public static List<Member> of(UUID accountId) {
        return list("from Member m join fetch m.team t where m.accountId = ?1 order by t.name, t.id", accountId);
    }

    /** Memberships which a caller's credential reaches, by the team's name. */
    public static List<Member> reachedBy(Caller caller) {
        return of(caller.accountId()).stream()
                .filter(member -> caller.scope().teamId() == null
                        || caller.scope().teamId().equals(member.team.id))
                .toList();
    }

    /** The teams which a caller's credential reaches. */
    public static List<UUID> teamsReachedBy(Caller caller) {
        return reachedBy(caller).stream().map(member -> member.team.id).toList();
    }

    static Optional<Member> in(UUID teamId, UUID accountId) {
        return find("team.id = ?1 and accountId = ?2", teamId, accountId).firstResultOptional();
    }

    static Optional<TeamRole> role(UUID accountId, UUID teamId) {
        return Member.<Member>find("accountId = ?1 and team.id = ?2", accountId, teamId)
                .firstResultOptional()
                .map(Member::role);
    }

    /** What the account is in the team. */
    TeamRole role() {
        return CustomRole.of(role, customRoleId);
    }

    void become(TeamRole given) {
        role = given.builtIn();
        customRoleId = given.customId();
    }
}
