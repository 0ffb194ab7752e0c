package dev.slipway.registry;

import dev.slipway.platform.Rows;
import dev.slipway.registry.RegistryError.Code;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Uploads that are open: rows, so that they outlive the control plane, and what of them is only worth a while. */
@ApplicationScoped
class Uploads {

    /** A client sends a handful of layers at once; each open upload may take room. */
    private static final int MOST_OPEN = 200;

    private final Rows rows;
    private final BlobFiles files;
    private final Repositories repositories;
    private final Space space;
    private final Clock clock;
    private final Map<UUID, Hashing> known = new ConcurrentHashMap<>();

    Uploads(Rows rows, BlobFiles files, Repositories repositories, Space space, Clock clock) {
        this.rows = rows;
        this.files = files;
        this.repositories = repositories;
        this.space = space;
        this.clock = clock;
    }

    /** Opens one. */
    @Transactional
    UUID open(Access.Target target) {
        UUID team = target.owned().teamId();
        space.requireFree();
        if (rows.number("select count(*) from registry_upload where team_id = ?", team) >= MOST_OPEN) {
            throw new RegistryError(
                    Code.TOOMANYREQUESTS,
                    "the team has " + MOST_OPEN + " open uploads already; end some, or wait until they are collected",
                    Map.of("Retry-After", "60"));
        }
        UUID id = UUID.randomUUID();
        rows.change(
                "insert into registry_upload (id, team_id, repository_id, touched_at) values (?, ?, ?, ?)",
                id,
                team,
                repositories.findOrCreate(target),
                clock.instant());
        known.put(id, new Hashing(Digest.Algorithm.SHA256));
        return id;
    }

    /** The id of an upload of this repository; it was asked for right now. */
    @Transactional
    UUID require(Access.Target target, String text) {
        Optional<UUID> id = id(text).filter(found -> rows.change(
                        "update registry_upload set touched_at = ? where id = ? and repository_id ="
                                + " (select id from registry_repository where name = ?)",
                        clock.instant(),
                        found,
                        target.name().text())
                > 0);
        return id.orElseThrow(() -> new RegistryError(
                Code.BLOB_UPLOAD_UNKNOWN, "no such upload; it has ended, or was collected: begin a new one"));
    }

    /** Room for what comes. */
    @Transactional
    Space.Reservation reserve(UUID team, long announced) {
        List<UUID> open = rows.list(
                row -> row.getObject(1, UUID.class), "select id from registry_upload where team_id = ?", team);
        long unfinished =
                open.stream().mapToLong(id -> files.received(team, id)).sum();
        return space.reserve(team, unfinished, announced);
    }

    /** Forgets one with its bytes. */
    @Transactional
    void discard(UUID team, UUID upload) {
        rows.change("delete from registry_upload where id = ?", upload);
        files.removeUpload(team, upload);
        known.remove(upload);
    }

    /** The one writer an upload may have at a time. */
    Hashing writer(UUID upload) {
        Hashing hashing = known.computeIfAbsent(upload, after -> new Hashing(Digest.Algorithm.SHA256));
        if (!hashing.enter()) {
            throw new RegistryError(
                    Code.BLOB_UPLOAD_INVALID,
                    "another request writes to this upload right now; ask for its state when that has ended");
        }
        return hashing;
    }

    /** Whether somebody writes to it right now. */
    boolean isBusy(UUID upload) {
        Hashing hashing = known.get(upload);
        return hashing != null && hashing.isBusy();
    }

    /** What was kept in memory for an upload that has ended. */
    void forget(UUID upload) {
        known.remove(upload);
    }

    private static Optional<UUID> id(@Nullable String text) {
        try {
            return text == null ? Optional.empty() : Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }
}
