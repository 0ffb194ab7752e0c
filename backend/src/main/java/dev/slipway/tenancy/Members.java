package dev.slipway.tenancy;

import dev.slipway.identity.Caller;
import dev.slipway.platform.Problem;
import java.util.UUID;

/** The rules of who may make whom what. Callers bring the transaction. */
final class Members {

    private Members() {}

    /** An admin gives and takes every role but that of an owner. */
    static void requireHandles(Caller caller, UUID teamId, TeamRole role) {
        TeamRole own = Member.role(caller.accountId(), teamId).orElseThrow(Problem::notFound);
        if (!own.mayHandle(role)) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "nobody gives or takes more than they have, and only an owner the role of an owner; your role \""
                            + own.word() + "\" does not reach \"" + role.word() + "\"");
        }
    }

    static void change(Caller caller, Member member, TeamRole role) {
        requireHandles(caller, member.team.id, member.role());
        requireHandles(caller, member.team.id, role);
        if (role != Role.OWNER) {
            requireOtherOwner(member);
        }
        member.become(role);
        // From now on a decision made here, which the provider does not take back.
        member.provided = false;
    }

    static void remove(Caller caller, Member member) {
        if (!member.accountId.equals(caller.accountId())) {
            requireHandles(caller, member.team.id, member.role());
        }
        requireOtherOwner(member);
        ProjectMember.leaveTeam(member.team.id, member.accountId);
        member.delete();
    }

    /** A team without an owner could never be mended; the team's row is locked so that two owners cannot both go. */
    private static void requireOtherOwner(Member member) {
        if (member.role != Role.OWNER) {
            return;
        }
        Team.lock(member.team.id);
        if (Member.count("team = ?1 and role = ?2", member.team, Role.OWNER) < 2) {
            throw new Problem(
                    Problem.Kind.CONFLICT, "this is the team's last owner; make somebody else an owner first");
        }
    }
}
