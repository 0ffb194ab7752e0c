package dev.slipway.identity;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A person. */
@Entity
@SuppressWarnings("NullAway.Init")
public class Account extends PanacheEntityBase {

    @Id
    public UUID id;

    public String email;
    public String name;

    /** Null for people who only come through a company's provider. */
    @Nullable
    public String passwordHash;

    public boolean operator;

    /** The team whose program this is; null for a person. */
    @Nullable
    public UUID serviceOf;

    /** Seed of the codes asked for besides the password; null when none are. */
    byte @Nullable [] totpSealed;

    /** Seed that was shown and not confirmed yet. */
    byte @Nullable [] totpOffered;

    /** The step of the last code that was taken: neither it nor an earlier one is taken again. */
    long totpStep;

    /** Wrong codes since the last right one. */
    int totpFailures;

    public Instant createdAt;

    /** Adds an account; the e-mail address must be free. */
    public static Account create(
            String name, String email, @Nullable String passwordHash, boolean operator, Instant now) {
        Account account = new Account();
        account.id = UUID.randomUUID();
        account.name = name;
        account.email = normal(email);
        account.passwordHash = passwordHash;
        account.operator = operator;
        account.createdAt = now;
        account.persist();
        return account;
    }

    /** Adds a team's program: it has no password, only tokens. Its address is one that nobody can have. */
    public static Account service(String name, UUID teamId, Instant now) {
        Account account = create(name, UUID.randomUUID() + "@service.invalid", null, false, now);
        account.serviceOf = teamId;
        return account;
    }

    /** Accounts by id. */
    public static Map<UUID, Account> byIds(Collection<UUID> ids) {
        List<Account> found = ids.isEmpty() ? List.of() : list("id in ?1", ids);
        return found.stream().collect(Collectors.toMap(account -> account.id, Function.identity()));
    }

    /** The account of an e-mail address in any case. */
    public static Optional<Account> byEmail(String email) {
        return find("email", normal(email)).firstResultOptional();
    }

    /** People whose name or address has a text in it, by address and from an address on. */
    static List<Account> people(String search, String after, int most) {
        String pattern = "%" + search.toLowerCase(Locale.ROOT).replaceAll("([%_\\\\])", "\\\\$1") + "%";
        return Account.<Account>find(
                        "serviceOf is null and email > ?1 and (email like ?2 or lower(name) like ?2) order by email",
                        after,
                        pattern)
                .page(0, most)
                .list();
    }

    /** All operators, locked until the transaction ends. */
    static List<Account> lockedOperators() {
        return Account.<Account>find("operator = true order by id")
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .list();
    }

    /** The one form of an address that is kept and compared. */
    public static String normal(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }
}
