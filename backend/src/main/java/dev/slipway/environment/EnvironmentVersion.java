package dev.slipway.environment;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** All variables of an app at one time. */
@Entity
@SuppressWarnings("NullAway.Init")
class EnvironmentVersion extends PanacheEntityBase {

    @Id
    UUID id;

    UUID appId;
    int version;
    Instant createdAt;

    @OneToMany(cascade = CascadeType.ALL)
    @JoinColumn(name = "environment_version_id", nullable = false, updatable = false)
    @OrderBy("name")
    List<Variable> variables = new ArrayList<>();

    static Optional<EnvironmentVersion> of(UUID appId, int version) {
        return find("appId = ?1 and version = ?2", appId, version).firstResultOptional();
    }

    /** Secrets of the versions above one. */
    static List<Variable> secretsSince(UUID appId, int version) {
        return getEntityManager()
                .createQuery(
                        "select v from EnvironmentVersion e join e.variables v"
                                + " where e.appId = ?1 and e.version > ?2 and v.secret = true",
                        Variable.class)
                .setParameter(1, appId)
                .setParameter(2, version)
                .getResultList();
    }
}
