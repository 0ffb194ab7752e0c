package dev.slipway.tenancy;

import dev.slipway.identity.Account;
import dev.slipway.identity.ApiToken;
import dev.slipway.identity.Passwords;
import dev.slipway.identity.Scope;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes people, teams and memberships for tests, past the API. */
@ApplicationScoped
public class People {

    public static final String PASSWORD = "correct horse battery";

    private final AtomicInteger count = new AtomicInteger();
    private final Passwords passwords;
    private final Clock clock;

    People(Passwords passwords, Clock clock) {
        this.passwords = passwords;
        this.clock = clock;
    }

    /** A person with a bearer token. */
    public record Person(UUID accountId, String email, String token, UUID teamId, UUID projectId) {}

    /** Somebody who owns a team of their own with one project. */
    public Person owner() {
        int number = count.incrementAndGet();
        return QuarkusTransaction.requiringNew().call(() -> {
            Account account = account(number);
            Team team = Team.create("Team " + number, clock.instant());
            Member.join(team, account.id, Role.OWNER);
            Project project = Project.create(team, "shop", clock.instant());
            return new Person(account.id, account.email, token(account), team.id, project.id);
        });
    }

    /** One more team of an owner's. */
    public UUID teamOf(Person owner) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Team team = Team.create("Second " + count.incrementAndGet(), clock.instant());
            Member.join(team, owner.accountId(), Role.OWNER);
            return team.id;
        });
    }

    /** Somebody with a role in somebody's team. */
    public Person member(Person owner, Role role) {
        int number = count.incrementAndGet();
        return QuarkusTransaction.requiringNew().call(() -> {
            Account account = account(number);
            Member.join(Team.findById(owner.teamId()), account.id, role);
            return new Person(account.id, account.email, token(account), owner.teamId(), owner.projectId());
        });
    }

    /** Somebody who runs the platform, and is in no team. */
    public Person operator() {
        int number = count.incrementAndGet();
        return QuarkusTransaction.requiringNew().call(() -> {
            Account account = account(number);
            account.operator = true;
            return new Person(account.id, account.email, token(account), UUID.randomUUID(), UUID.randomUUID());
        });
    }

    /** One more token of somebody's, with a scope and an end. */
    public String token(Person person, Scope scope, Duration life) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Account account = Account.findById(person.accountId());
            Instant end = clock.instant().plus(life);
            return ApiToken.issue(account, "scoped", scope, end, clock.instant())
                    .text();
        });
    }

    /** Lets all tokens of somebody end now. */
    public void expireTokens(Person person) {
        QuarkusTransaction.requiringNew()
                .run(() ->
                        ApiToken.update("expiresAt = ?1 where account.id = ?2", clock.instant(), person.accountId()));
    }

    /** Takes somebody out of all teams. */
    public void leave(Person person) {
        QuarkusTransaction.requiringNew().run(() -> Member.delete("accountId", person.accountId()));
    }

    /** Changes somebody's role. */
    public void change(Person person, Role role) {
        QuarkusTransaction.requiringNew()
                .run(() -> Member.update("role = ?1 where accountId = ?2", role, person.accountId()));
    }

    private Account account(int number) {
        return Account.create(
                "Person " + number,
                "person" + number + "@example.org",
                passwords.hash(PASSWORD),
                false,
                clock.instant());
    }

    private String token(Account account) {
        return ApiToken.issue(account, "test", clock.instant()).text();
    }
}
