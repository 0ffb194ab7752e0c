package dev.slipway.tenancy;

import dev.slipway.identity.Account;
import dev.slipway.identity.Caller;
import dev.slipway.identity.Permission;
import dev.slipway.identity.Scope;
import dev.slipway.identity.Session;
import dev.slipway.platform.DataScope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who is signed in, and which teams and projects they see. */
record SessionView(
        User user,
        List<TeamView> teams,
        List<ProjectView> projects,
        @Nullable Instant expiresAt) {

    record User(UUID id, String name, String email, boolean operator) {}

    /** {@code permissions}: what the role gives in the team as a whole, so that a page offers no more. */
    record TeamView(UUID id, String slug, String name, String role, List<String> permissions) {

        static TeamView of(Member member, TeamRole role) {
            return new TeamView(
                    member.team.id,
                    member.team.slug,
                    member.team.name,
                    role.word(),
                    role.permissions().stream()
                            .filter(Permission::ofTeam)
                            .map(Permission::word)
                            .sorted()
                            .toList());
        }
    }

    static SessionView of(Session session) {
        Account account = session.account;
        return of(
                new User(account.id, account.name, account.email, account.operator),
                Member.of(account.id),
                Scope.ALL,
                session.expiresAt);
    }

    /** Of any credential; a token has no end. */
    static SessionView of(Caller caller) {
        Session session = switch (caller.credential().kind()) {
            case SESSION -> Session.findById(caller.credential().id());
            case TOKEN, PROVIDER -> null;
        };
        return of(
                new User(caller.accountId(), caller.name(), caller.email(), caller.operator()),
                Member.reachedBy(caller),
                caller.scope(),
                session == null ? null : session.expiresAt);
    }

    private static SessionView of(User user, List<Member> members, Scope scope, @Nullable Instant expiresAt) {
        List<UUID> teams = members.stream().map(member -> member.team.id).toList();
        // Whoever has just signed in had no teams yet when the request came.
        return DataScope.within(teams, () -> of(user, members, teams, scope, expiresAt));
    }

    private static SessionView of(
            User user, List<Member> members, List<UUID> teams, Scope scope, @Nullable Instant expiresAt) {
        Map<UUID, TeamRole> own = members.stream().allMatch(member -> member.customRoleId == null)
                ? Map.of()
                : CustomRole.ofTeams(teams).stream().collect(Collectors.toMap(role -> role.id, CustomRole::asRole));
        return new SessionView(
                user,
                members.stream()
                        .map(member -> TeamView.of(
                                member,
                                member.customRoleId == null
                                        ? member.role
                                        : own.getOrDefault(member.customRoleId, Role.VIEWER)))
                        .toList(),
                Project.of(teams).stream()
                        .filter(project -> scope.covers(project.team.id, project.id))
                        .map(ProjectView::of)
                        .toList(),
                expiresAt);
    }
}
