package dev.slipway.tenancy;

import dev.slipway.identity.Account;
import dev.slipway.identity.Caller;
import dev.slipway.identity.Session;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who is signed in, and which teams and projects they see. */
record SessionView(
        User user,
        List<TeamView> teams,
        List<ProjectView> projects,
        @Nullable Instant expiresAt) {

    record User(UUID id, String name, String email, boolean operator) {}

    record TeamView(UUID id, String slug, String name, String role) {

        static TeamView of(Member member) {
            return new TeamView(
                    member.team.id,
                    member.team.slug,
                    member.team.name,
                    member.role.name().toLowerCase(Locale.ROOT));
        }
    }

    static SessionView of(Session session) {
        Account account = session.account;
        return of(new User(account.id, account.name, account.email, account.operator), session.expiresAt);
    }

    /** Of any credential; a token has no end. */
    static SessionView of(Caller caller) {
        Session session = switch (caller.credential().kind()) {
            case SESSION -> Session.findById(caller.credential().id());
            case TOKEN, PROVIDER -> null;
        };
        return of(
                new User(caller.accountId(), caller.name(), caller.email(), caller.operator()),
                session == null ? null : session.expiresAt);
    }

    private static SessionView of(User user, @Nullable Instant expiresAt) {
        List<Member> members = Member.of(user.id());
        List<Project> projects =
                Project.of(members.stream().map(member -> member.team.id).toList());
        return new SessionView(
                user,
                members.stream().map(TeamView::of).toList(),
                projects.stream().map(ProjectView::of).toList(),
                expiresAt);
    }
}
