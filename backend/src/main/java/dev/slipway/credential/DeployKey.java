package dev.slipway.credential;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;

/** An app's own ssh key: its public half goes to the repository's host. */
@Entity
@SuppressWarnings("NullAway.Init")
class DeployKey extends PanacheEntityBase {

    @Id
    UUID appId;

    UUID teamId;
    String publicKey;
    byte[] sealed;
    Instant createdAt;
}
