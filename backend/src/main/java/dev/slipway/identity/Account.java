package dev.slipway.identity;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
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

    /** The account of an e-mail address in any case. */
    public static Optional<Account> byEmail(String email) {
        return find("email", normal(email)).firstResultOptional();
    }

    static String normal(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }
}
