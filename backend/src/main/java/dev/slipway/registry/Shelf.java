package dev.slipway.registry;

import dev.slipway.platform.Rows;
import dev.slipway.tenancy.Owned;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is in the registry, as people look at it. */
@ApplicationScoped
class Shelf {

    private static final String REPOSITORIES =
            "select r.id, r.name, r.project_id, r.app_id, r.immutable_tags, r.created_at,"
                    + " (select count(*) from registry_tag t where t.repository_id = r.id),"
                    + " (select count(*) from registry_manifest m where m.repository_id = r.id),"
                    + " (select coalesce(sum(b.size), 0) from registry_blob_link l join registry_blob b"
                    + " on b.team_id = l.team_id and b.digest = l.digest where l.repository_id = r.id),"
                    + " (select max(t.updated_at) from registry_tag t where t.repository_id = r.id)"
                    + " from registry_repository r where ";

    private final Rows rows;

    Shelf(Rows rows) {
        this.rows = rows;
    }

    /**
     * A repository.
     *
     * @param appId the app whose releases it has, null for what people pushed
     * @param manifests images, indexes and what refers to them, tagged or not
     * @param bytes of its blobs; some may be counted in another repository of the team, too
     * @param pushedAt when a tag was last pointed to something, null without tags
     */
    record RepositoryView(
            UUID id,
            String name,
            @Nullable UUID projectId,
            @Nullable UUID appId,
            boolean immutableTags,
            Instant createdAt,
            long tags,
            long manifests,
            long bytes,
            @Nullable Instant pushedAt) {}

    /**
     * A tag.
     *
     * @param size of config and layers as they are transferred; 0 for an index
     * @param pushedAt when it was last pointed to something
     */
    record TagView(String name, String digest, String mediaType, long size, Instant pushedAt) {}

    @Transactional
    List<RepositoryView> ofTeam(UUID team, @Nullable UUID project) {
        return rows.list(
                Shelf::repository,
                REPOSITORIES + "r.team_id = ? and (?::uuid is null or r.project_id = ?::uuid) order by r.name",
                team,
                project,
                project);
    }

    @Transactional
    Optional<RepositoryView> find(UUID id) {
        return rows.first(Shelf::repository, REPOSITORIES + "r.id = ?", id);
    }

    @Transactional
    List<TagView> tags(UUID repository, String after, int most) {
        return rows.list(
                row -> new TagView(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getLong(4),
                        row.getTimestamp(5).toInstant()),
                "select t.name, t.digest, m.media_type, m.image_size, t.updated_at from registry_tag t"
                        + " join registry_manifest m on m.repository_id = t.repository_id and m.digest = t.digest"
                        + " where t.repository_id = ? and t.name > ? order by t.name limit ?",
                repository,
                after,
                most);
    }

    /** Whether its tags may move from now on. */
    @Transactional
    void fixTags(UUID repository, boolean immutable) {
        rows.change("update registry_repository set immutable_tags = ? where id = ?", immutable, repository);
    }

    /** Takes it away with everything that only it has. */
    @Transactional
    void delete(Owned owned, UUID repository) {
        TeamLock.take(rows, owned.teamId());
        rows.change("delete from registry_repository where id = ?", repository);
    }

    private static RepositoryView repository(ResultSet row) throws SQLException {
        Timestamp pushed = row.getTimestamp(10);
        return new RepositoryView(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getObject(3, UUID.class),
                row.getObject(4, UUID.class),
                row.getBoolean(5),
                row.getTimestamp(6).toInstant(),
                row.getLong(7),
                row.getLong(8),
                row.getLong(9),
                pushed == null ? null : pushed.toInstant());
    }
}
