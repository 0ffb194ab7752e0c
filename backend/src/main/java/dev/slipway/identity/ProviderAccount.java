package dev.slipway.identity;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.util.Optional;
import java.util.UUID;

/** Somebody at a provider, and their account here. The subject never changes; an e-mail address may. */
@Entity
@SuppressWarnings("NullAway.Init")
class ProviderAccount extends PanacheEntityBase {

    @Id
    UUID id;

    @ManyToOne(optional = false)
    Account account;

    String issuer;
    String subject;

    static Optional<Account> find(String issuer, String subject) {
        return ProviderAccount.<ProviderAccount>find(
                        "from ProviderAccount p join fetch p.account where p.issuer = ?1 and p.subject = ?2",
                        issuer,
                        subject)
                .firstResultOptional()
                .map(found -> found.account);
    }

    static void link(Account account, String issuer, String subject) {
        ProviderAccount link = new ProviderAccount();
        link.id = UUID.randomUUID();
        link.account = account;
        link.issuer = issuer;
        link.subject = subject;
        link.persist();
    }
}
