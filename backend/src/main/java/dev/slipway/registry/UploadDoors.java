package dev.slipway.registry;

import dev.slipway.identity.Permission;
import dev.slipway.registry.RegistryError.Code;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pushing blobs; distribution-spec, "Pushing blobs": in one request, in two, in chunks, by a mount. */
@ApplicationScoped
class UploadDoors implements Door.Set {

    private static final String BEGIN = "/v2/{repository}/blobs/uploads/";
    private static final String UPLOAD = "/v2/{repository}/blobs/uploads/{upload}";

    /** The specification has no unit here; Docker's older clients send one. */
    private static final Pattern RANGE = Pattern.compile("(?:bytes[= ])?(\\d{1,18})-(\\d{1,18})(?:/.*)?");

    /** The disk is asked for its free space after so many bytes. */
    private static final long CHECK_BYTES = 64L << 20;

    private final Uploads uploads;
    private final Blobs blobs;
    private final BlobFiles files;
    private final Space space;

    UploadDoors(Uploads uploads, Blobs blobs, BlobFiles files, Space space) {
        this.uploads = uploads;
        this.blobs = blobs;
        this.files = files;
        this.space = space;
    }

    @Override
    public List<Door> doors() {
        return List.of(
                new Door("POST", BEGIN, Permission.REGISTRY_WRITE, this::begin),
                new Door("GET", UPLOAD, Permission.REGISTRY_WRITE, this::state),
                new Door("PATCH", UPLOAD, Permission.REGISTRY_WRITE, this::append),
                new Door("PUT", UPLOAD, Permission.REGISTRY_WRITE, this::complete),
                new Door("DELETE", UPLOAD, Permission.REGISTRY_WRITE, this::cancel));
    }

    private Answer begin(Call call) throws IOException {
        Optional<Digest> mounted = call.query("mount").map(Digest::require).filter(digest -> mount(call, digest));
        if (mounted.isPresent()) {
            return created(call, mounted.get());
        }
        Optional<Digest> whole = call.query("digest").map(Digest::require);
        UUID upload = uploads.open(call.access().target());
        if (whole.isPresent()) {
            write(call, upload, whole);
            return finish(call, upload, whole.get());
        }
        return accepted(202, call, upload);
    }

    /** From the repository named, or any. Only from one of the same team that the caller may read: else one could ask who else has a blob. */
    private boolean mount(Call call, Digest digest) {
        List<RepositoryName> sources = call.query("from")
                .map(from ->
                        RepositoryName.isValid(from) ? List.of(new RepositoryName(from)) : List.<RepositoryName>of())
                .orElseGet(() -> blobs.holders(call.access().team(), digest));
        return sources.stream()
                .filter(call.access().mayPull())
                .anyMatch(from -> blobs.mount(call.access().target(), from, digest));
    }

    private Answer state(Call call) {
        UUID upload = uploads.require(call.access().target(), call.variable("upload"));
        return accepted(204, call, upload);
    }

    private Answer append(Call call) throws IOException {
        UUID upload = uploads.require(call.access().target(), call.variable("upload"));
        write(call, upload, Optional.empty());
        return accepted(202, call, upload);
    }

    private Answer complete(Call call) throws IOException {
        Digest digest = Digest.require(call.query("digest").orElse(null));
        UUID upload = uploads.require(call.access().target(), call.variable("upload"));
        write(call, upload, Optional.of(digest));
        return finish(call, upload, digest);
    }

    private Answer cancel(Call call) {
        UUID upload = uploads.require(call.access().target(), call.variable("upload"));
        Hashing writer = uploads.writer(upload);
        try {
            uploads.discard(call.access().team(), upload);
        } finally {
            writer.leave();
        }
        return Answer.empty(204);
    }

    /** Adds the body to the upload's file. What arrived stays, also when the rest does not come. */
    private void write(Call call, UUID upload, Optional<Digest> expected) throws IOException {
        UUID team = call.access().team();
        Hashing writer = uploads.writer(upload);
        try (Space.Reservation room = uploads.reserve(team, call.length());
                FileChannel file = FileChannel.open(
                        files.upload(team, upload), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long before = file.size();
            long length = followingBytes(call, upload, before);
            expected.ifPresent(digest -> writer.expect(digest.algorithm()));
            file.position(before);
            call.body(piece -> {
                room.take(piece.length);
                if (file.position() / CHECK_BYTES != (file.position() + piece.length) / CHECK_BYTES) {
                    space.requireFree();
                }
                writer.feed(file.position(), piece);
                ByteBuffer bytes = ByteBuffer.wrap(piece);
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
            });
            if (length >= 0 && file.size() != before + length) {
                file.truncate(before);
                throw new RegistryError(
                        Code.SIZE_INVALID,
                        "the body is not as long as Content-Range says; it was dropped, send it again");
            }
        } catch (IOException failure) {
            throw Space.failed(failure);
        } finally {
            writer.leave();
        }
    }

    /** Length by Content-Range, which must begin where the upload ends; -1 when there is none. */
    private static long followingBytes(Call call, UUID upload, long before) {
        Optional<String> header = call.header("Content-Range");
        if (header.isEmpty()) {
            return -1;
        }
        Matcher range = RANGE.matcher(header.get());
        boolean follows = range.matches() && Long.parseLong(range.group(1)) == before;
        if (!follows || Long.parseLong(range.group(2)) < before) {
            throw new RegistryError(
                    Code.RANGE_INVALID,
                    "Content-Range does not begin at byte " + before + ", where the upload stands",
                    Map.of("Location", place(call, upload), "Range", range(before)));
        }
        return Long.parseLong(range.group(2)) - before + 1;
    }

    private Answer finish(Call call, UUID upload, Digest digest) throws IOException {
        UUID team = call.access().team();
        Path file = files.upload(team, upload);
        Hashing writer = uploads.writer(upload);
        try {
            if (!writer.matches(file, digest)) {
                uploads.discard(team, upload);
                throw new RegistryError(
                        Code.DIGEST_INVALID, "the bytes that arrived are not " + digest + "; they were dropped");
            }
            BlobFiles.sync(file);
            blobs.settle(call.access().target(), upload, digest, Files.size(file));
            uploads.forget(upload);
        } catch (IOException failure) {
            throw Space.failed(failure);
        } finally {
            writer.leave();
        }
        return created(call, digest);
    }

    private static Answer created(Call call, Digest digest) {
        return Answer.empty(201)
                .with("Location", call.place("/blobs/" + digest))
                .with(BlobDoors.DIGEST_HEADER, digest.toString());
    }

    private Answer accepted(int status, Call call, UUID upload) {
        return Answer.empty(status)
                .with("Location", place(call, upload))
                .with("Range", range(files.received(call.access().team(), upload)))
                .with("Docker-Upload-UUID", upload.toString());
    }

    private static String place(Call call, UUID upload) {
        return call.place("/blobs/uploads/" + upload);
    }

    /** Of nothing it is "0-0", as of one byte; clients know. */
    private static String range(long received) {
        return "0-" + Math.max(0, received - 1);
    }
}
