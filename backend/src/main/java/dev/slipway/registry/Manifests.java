package dev.slipway.registry;

import dev.slipway.platform.Rows;
import dev.slipway.registry.RegistryError.Code;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Manifests and the tags that point to them. */
@ApplicationScoped
class Manifests {

    private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");

    private final Rows rows;
    private final Repositories repositories;
    private final Space space;
    private final Clock clock;

    Manifests(Rows rows, Repositories repositories, Space space, Clock clock) {
        this.rows = rows;
        this.repositories = repositories;
        this.space = space;
        this.clock = clock;
    }

    /** A manifest as it was pushed, byte by byte. */
    record Kept(Digest digest, String mediaType, byte[] content) {}

    /** Whether a reference is a tag; a digest has a colon. */
    static boolean isTag(String reference) {
        return TAG.matcher(reference).matches();
    }

    @Transactional
    Optional<Kept> find(RepositoryName name, String reference) {
        return repositories
                .find(name)
                .flatMap(id -> digest(id, reference)
                        .flatMap(digest -> rows.first(
                                row -> new Kept(Digest.require(row.getString(1)), row.getString(2), row.getBytes(3)),
                                "select digest, media_type, content from registry_manifest where repository_id = ? and digest = ?",
                                id,
                                digest)));
    }

    private Optional<String> digest(UUID repository, String reference) {
        return isTag(reference)
                ? rows.first(
                        row -> row.getString(1),
                        "select digest from registry_tag where repository_id = ? and name = ?",
                        repository,
                        reference)
                : Digest.parse(reference).map(Digest::toString);
    }

    /** Keeps a manifest whose parts are all there, and points a tag to it when the reference is one. */
    @Transactional
    void put(Access.Target target, String reference, Kept manifest, ManifestDocument document) {
        UUID team = target.owned().teamId();
        TeamLock.take(rows, team);
        UUID repository = repositories.findOrCreate(target);
        requireParts(repository, document);
        if (isTag(reference)) {
            requireMovable(repository, target.name(), reference, manifest.digest());
        }
        if (!has(repository, manifest.digest())) {
            space.require(team, manifest.content().length);
            insert(team, repository, manifest, document);
        }
        if (isTag(reference)) {
            rows.change(
                    "insert into registry_tag (repository_id, team_id, name, digest, updated_at) values (?, ?, ?, ?, ?)"
                            + " on conflict (repository_id, name) do update"
                            + " set digest = excluded.digest, updated_at = excluded.updated_at",
                    repository,
                    team,
                    reference,
                    manifest.digest().toString(),
                    clock.instant());
        }
    }

    private void requireParts(UUID repository, ManifestDocument document) {
        for (Digest blob : document.blobs()) {
            if (!rows.any(
                    "select 1 from registry_blob_link where repository_id = ? and digest = ?",
                    repository,
                    blob.toString())) {
                throw new RegistryError(
                        Code.MANIFEST_BLOB_UNKNOWN,
                        "the manifest names blob " + blob + ", which this repository does not have; push it first");
            }
        }
        for (Digest part : document.manifests()) {
            if (!has(repository, part)) {
                throw new RegistryError(
                        Code.MANIFEST_BLOB_UNKNOWN,
                        "the index names manifest " + part + ", which this repository does not have; push it first");
            }
        }
    }

    private boolean has(UUID repository, Digest digest) {
        return rows.any(
                "select 1 from registry_manifest where repository_id = ? and digest = ?",
                repository,
                digest.toString());
    }

    private void requireMovable(UUID repository, RepositoryName name, String tag, Digest digest) {
        boolean moves = rows.any(
                "select 1 from registry_tag t join registry_repository r on r.id = t.repository_id"
                        + " where r.id = ? and r.immutable_tags and t.name = ? and t.digest <> ?",
                repository,
                tag,
                digest.toString());
        if (moves) {
            throw immutable(name, tag);
        }
    }

    private void insert(UUID team, UUID repository, Kept manifest, ManifestDocument document) {
        rows.change(
                "insert into registry_manifest (repository_id, team_id, digest, media_type, artifact_type, subject,"
                        + " annotations, content, size, image_size, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                repository,
                team,
                manifest.digest().toString(),
                manifest.mediaType(),
                document.artifactType(),
                document.subject() == null ? null : document.subject().toString(),
                document.annotations(),
                manifest.content(),
                (long) manifest.content().length,
                document.imageSize(),
                clock.instant());
        Stream.concat(document.blobs().stream(), document.manifests().stream())
                .distinct()
                .forEach(part -> rows.change(
                        "insert into registry_reference (repository_id, team_id, manifest, digest) values (?, ?, ?, ?)",
                        repository,
                        team,
                        manifest.digest().toString(),
                        part.toString()));
    }

    /** Takes a tag away, or by a digest the manifest with all its tags. */
    @Transactional
    void delete(Access.Target target, String reference) {
        TeamLock.take(rows, target.owned().teamId());
        UUID repository = repositories.require(target.name());
        requireMovable(repository, target.name(), reference);
        int gone;
        if (isTag(reference)) {
            gone = rows.change("delete from registry_tag where repository_id = ? and name = ?", repository, reference);
        } else {
            requireNoIndex(repository, reference);
            gone = rows.change(
                    "delete from registry_manifest where repository_id = ? and digest = ?", repository, reference);
        }
        if (gone == 0) {
            throw unknown(reference);
        }
    }

    private void requireMovable(UUID repository, RepositoryName name, String reference) {
        rows.first(
                        row -> row.getString(1),
                        "select t.name from registry_tag t join registry_repository r on r.id = t.repository_id"
                                + " where r.id = ? and r.immutable_tags and (t.name = ? or t.digest = ?) limit 1",
                        repository,
                        reference,
                        reference)
                .ifPresent(tag -> {
                    throw immutable(name, tag);
                });
    }

    private void requireNoIndex(UUID repository, String digest) {
        rows.first(
                        row -> row.getString(1),
                        "select manifest from registry_reference where repository_id = ? and digest = ? limit 1",
                        repository,
                        digest)
                .ifPresent(index -> {
                    throw new RegistryError(
                            Code.UNSUPPORTED, "the manifest is part of index " + index + "; delete that first");
                });
    }

    /** Tags after {@code last}, in the order of their bytes. */
    @Transactional
    List<String> tags(RepositoryName name, String last, int most) {
        return rows.list(
                row -> row.getString(1),
                "select name from registry_tag where repository_id = ? and name > ? order by name limit ?",
                repositories.require(name),
                last,
                most);
    }

    static RegistryError unknown(String reference) {
        return new RegistryError(
                Code.MANIFEST_UNKNOWN,
                isTag(reference) || Digest.parse(reference).isPresent()
                        ? "no manifest \"" + reference + "\" in this repository"
                        : "no manifest of this name; it is neither a tag nor a digest");
    }

    private static RegistryError immutable(RepositoryName name, String tag) {
        return new RegistryError(
                Code.DENIED,
                "tag \"" + tag + "\" of \"" + name.text()
                        + "\" is immutable; push under another tag, or let the repository's tags move");
    }
}
