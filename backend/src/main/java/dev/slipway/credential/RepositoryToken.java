package dev.slipway.credential;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What a project presents to one https host. */
@Entity
@SuppressWarnings("NullAway.Init")
class RepositoryToken extends PanacheEntityBase {

    @Id
    UUID id;

    UUID projectId;
    UUID teamId;
    String host;
    String username;
    byte[] sealed;
    Instant createdAt;

    static List<RepositoryToken> of(UUID projectId) {
        return list("projectId = ?1 order by host", projectId);
    }

    static Optional<RepositoryToken> of(UUID projectId, String host) {
        return find("projectId = ?1 and host = ?2", projectId, host).firstResultOptional();
    }
}
