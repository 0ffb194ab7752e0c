package dev.slipway.credential;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The key an ssh host showed to a project when it was first reached; it must show it ever after. */
@Entity
@SuppressWarnings("NullAway.Init")
class HostKey extends PanacheEntityBase {

    @Id
    UUID id;

    UUID projectId;
    UUID teamId;

    /** Name and port. */
    String host;

    String publicKey;
    Instant createdAt;

    static List<HostKey> of(UUID projectId) {
        return list("projectId = ?1 order by host", projectId);
    }

    static Optional<HostKey> of(UUID projectId, String host) {
        return find("projectId = ?1 and host = ?2", projectId, host).firstResultOptional();
    }
}
