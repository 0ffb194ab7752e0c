package dev.slipway.tenancy;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** An account in a team. */
@Entity
@SuppressWarnings("NullAway.Init")
public class Member extends PanacheEntityBase {

    @Id
    public UUID id;

    @ManyToOne(optional = false)
    public Team team;

    public UUID accountId;

    @Enumerated(EnumType.STRING)
    public Role role;

    /** Makes an account a member. */
    public static Member join(Team team, UUID accountId, Role role) {
        Member member = new Member();
        member.id = UUID.randomUUID();
        member.team = team;
        member.accountId = accountId;
        member.role = role;
        member.persist();
        return member;
    }

    /** Memberships of an account, by the team's name. */
    public static List<Member> of(UUID accountId) {
        return list("from Member m join fetch m.team t where m.accountId = ?1 order by t.name, t.id", accountId);
    }

    static Optional<Role> role(UUID accountId, UUID teamId) {
        return Member.<Member>find("accountId = ?1 and team.id = ?2", accountId, teamId)
                .firstResultOptional()
                .map(member -> member.role);
    }
}
