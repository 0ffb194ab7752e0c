package dev.slipway.tenancy;

import dev.slipway.identity.Caller;
import jakarta.enterprise.context.RequestScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where the caller of this request is a member: looked up once, however many ask. */
@RequestScoped
public class Memberships {

    @Nullable
    private UUID of;

    private List<Member> found = List.of();

    /** Memberships that the credential reaches, by the team's name. */
    List<Member> reached(Caller caller) {
        UUID only = caller.scope().teamId();
        return all(caller.accountId()).stream()
                .filter(member -> only == null || only.equals(member.team.id))
                .toList();
    }

    /** The teams that the credential reaches. */
    public List<UUID> teams(Caller caller) {
        return reached(caller).stream().map(member -> member.team.id).toList();
    }

    Optional<TeamRole> role(Caller caller, UUID teamId) {
        return all(caller.accountId()).stream()
                .filter(member -> member.team.id.equals(teamId))
                .findFirst()
                .map(Member::role);
    }

    private List<Member> all(UUID accountId) {
        if (!accountId.equals(of)) {
            found = Member.of(accountId);
            of = accountId;
        }
        return found;
    }
}
