package dev.slipway.registry;

import dev.slipway.platform.Rows;
import dev.slipway.registry.RegistryError.Code;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Which blobs a team has, and which of its repositories name them. */
@ApplicationScoped
class Blobs {

    /** A pull of many does not write a row for each. */
    private static final Duration TOUCH_PACE = Duration.ofMinutes(5);

    /** Enough to find one that the caller may read. */
    private static final int MOST_HOLDERS = 20;

    private final Rows rows;
    private final BlobFiles files;
    private final Repositories repositories;
    private final Space space;
    private final Clock clock;

    Blobs(Rows rows, BlobFiles files, Repositories repositories, Space space, Clock clock) {
        this.rows = rows;
        this.files = files;
        this.repositories = repositories;
        this.space = space;
        this.clock = clock;
    }

    /** The size of a blob of a repository; from now on it is in use for a while. */
    @Transactional
    Optional<Long> find(Access.Target target, Digest digest) {
        Optional<UUID> repository = repositories.find(target.name());
        Optional<Long> size = repository.flatMap(id -> size(id, digest));
        size.ifPresent(found -> rows.change(
                "update registry_blob_link set touched_at = ? where repository_id = ? and digest = ? and touched_at < ?",
                clock.instant(),
                repository.orElseThrow(),
                digest.toString(),
                clock.instant().minus(TOUCH_PACE)));
        return size;
    }

    private Optional<Long> size(UUID repository, Digest digest) {
        return rows.first(
                row -> row.getLong(1),
                "select b.size from registry_blob_link l join registry_blob b on b.team_id = l.team_id and b.digest ="
                        + " l.digest where l.repository_id = ? and l.digest = ?",
                repository,
                digest.toString());
    }

    /** An upload whose bytes are on the disk and are what the digest says becomes a blob of its repository. */
    @Transactional(rollbackOn = IOException.class)
    void settle(Access.Target target, UUID upload, Digest digest, long size) throws IOException {
        UUID team = target.owned().teamId();
        TeamLock.take(rows, team);
        UUID repository = repositories.findOrCreate(target);
        boolean there =
                rows.any("select 1 from registry_blob where team_id = ? and digest = ?", team, digest.toString());
        if (there && Files.exists(files.blob(team, digest))) {
            files.removeUpload(team, upload);
        } else {
            if (!there) {
                space.require(team, size);
                rows.change(
                        "insert into registry_blob (team_id, digest, size, created_at) values (?, ?, ?, ?)",
                        team,
                        digest.toString(),
                        size,
                        clock.instant());
            }
            files.settle(team, upload, digest);
        }
        link(team, repository, digest);
        rows.change("delete from registry_upload where id = ?", upload);
    }

    /** Some of a team's repositories that have a blob. */
    @Transactional
    List<RepositoryName> holders(UUID team, Digest digest) {
        return rows.list(
                row -> new RepositoryName(row.getString(1)),
                "select r.name from registry_blob_link l join registry_repository r on r.id = l.repository_id"
                        + " where l.team_id = ? and l.digest = ? order by l.touched_at desc limit "
                        + MOST_HOLDERS,
                team,
                digest.toString());
    }

    /** Gives a repository what another one of the same team has; false when that one has not. */
    @Transactional
    boolean mount(Access.Target target, RepositoryName from, Digest digest) {
        UUID team = target.owned().teamId();
        TeamLock.take(rows, team);
        boolean there = repositories
                .find(from)
                .flatMap(repository -> size(repository, digest))
                .isPresent();
        if (there) {
            link(team, repositories.findOrCreate(target), digest);
        }
        return there;
    }

    private void link(UUID team, UUID repository, Digest digest) {
        rows.change(
                "insert into registry_blob_link (repository_id, team_id, digest, touched_at) values (?, ?, ?, ?)"
                        + " on conflict (repository_id, digest) do update set touched_at = excluded.touched_at",
                repository,
                team,
                digest.toString(),
                clock.instant());
    }

    /** Takes a blob out of a repository, unless a manifest there needs it. */
    @Transactional
    void delete(Access.Target target, Digest digest) {
        TeamLock.take(rows, target.owned().teamId());
        UUID repository = repositories.require(target.name());
        rows.first(
                        row -> row.getString(1),
                        "select manifest from registry_reference where repository_id = ? and digest = ? limit 1",
                        repository,
                        digest.toString())
                .ifPresent(manifest -> {
                    throw new RegistryError(
                            Code.UNSUPPORTED, "the blob is part of manifest " + manifest + "; delete that first");
                });
        int gone = rows.change(
                "delete from registry_blob_link where repository_id = ? and digest = ?", repository, digest.toString());
        if (gone == 0) {
            throw unknown(digest);
        }
    }

    static RegistryError unknown(Digest digest) {
        return new RegistryError(Code.BLOB_UNKNOWN, "this repository has no blob " + digest);
    }
}
