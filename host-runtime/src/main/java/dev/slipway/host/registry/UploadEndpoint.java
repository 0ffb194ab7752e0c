package dev.slipway.host.registry;

import dev.slipway.host.base.BulkInput;
import dev.slipway.host.image.Reference;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code /v2/NAME/blobs/uploads/}: a blob in one piece, or a large one in several that go on after a broken connection. */
final class UploadEndpoint {
    /** What is sent again at most when a connection breaks. */
    private static final int CHUNK_BYTES = 32 << 20;

    private static final int MAX_FAILURES = 5;
    private static final int CREATED = 201;
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-(\\d{1,18})");

    private final Session session;
    private final Reference reference;
    private final int chunkBytes;

    UploadEndpoint(Session session, Reference reference) {
        this(session, reference, CHUNK_BYTES);
    }

    UploadEndpoint(Session session, Reference reference, int chunkBytes) {
        this.session = session;
        this.reference = reference;
        this.chunkBytes = chunkBytes;
    }

    /**
     * Uploads a blob.
     *
     * @param bytes opens the content from its start
     * @param from another repository of the registry that has it, or null: then nothing is sent if the registry can take it there
     */
    void put(String digest, long size, Supplier<InputStream> bytes, @Nullable String from) throws IOException {
        Optional<URI> place = begin(digest, from);
        if (place.isEmpty()) {
            return;
        }
        if (size <= chunkBytes) {
            complete(place.get(), digest, size, bytes);
        } else {
            complete(sendChunks(place.get(), size, bytes), digest, 0, InputStream::nullInputStream);
        }
    }

    /** Where to send it; nowhere when the registry took it from the other repository. */
    private Optional<URI> begin(String digest, @Nullable String from) throws IOException {
        String path = "/v2/" + reference.repository() + "/blobs/uploads/";
        String mount = from == null ? "" : "?mount=" + digest + "&from=" + from;
        try (Transport.Answer answer =
                session.send(path + mount, request -> request.POST(HttpRequest.BodyPublishers.noBody()))) {
            if (!answer.successful()) {
                throw RegistryError.read(answer).about(reference, "push");
            }
            return answer.status() == CREATED ? Optional.empty() : Optional.of(location(answer, path));
        }
    }

    private URI location(Transport.Answer answer, String path) throws IOException {
        URI location = session.address().resolve(path).resolve(answer.header("Location"));
        if (!session.address().owns(location) && !session.address().mayLeadTo(location)) {
            throw new IOException(
                    "the registry wants the upload at '" + location.getAuthority() + "', which is not allowed");
        }
        return location;
    }

    private void complete(URI place, String digest, long size, Supplier<InputStream> bytes) throws IOException {
        String separator = place.getRawQuery() == null ? "?" : "&";
        URI target = URI.create(place + separator + "digest=" + digest);
        try (Transport.Answer answer = session.send(
                target,
                request -> request.header("Content-Type", "application/octet-stream")
                        .PUT(body(size, bytes))
                        .timeout(LONGEST))) {
            if (!answer.successful()) {
                throw RegistryError.read(answer).about(reference, "push");
            }
        }
    }

    /** A body of known length may not be declared empty. */
    private static HttpRequest.BodyPublisher body(long size, Supplier<InputStream> bytes) {
        return size == 0
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofInputStream(bytes), size);
    }

    /** Where to complete it. */
    private URI sendChunks(URI first, long size, Supplier<InputStream> bytes) throws IOException {
        URI place = first;
        long offset = 0;
        int failures = 0;
        while (offset < size) {
            long length = Math.min(chunkBytes, size - offset);
            try {
                place = sendChunk(place, offset, length, bytes);
                offset += length;
            } catch (IOException e) {
                if (++failures == MAX_FAILURES) {
                    throw e;
                }
                offset = received(place);
            }
        }
        return place;
    }

    private URI sendChunk(URI place, long offset, long length, Supplier<InputStream> bytes) throws IOException {
        String range = offset + "-" + (offset + length - 1);
        try (Transport.Answer answer = session.send(
                place,
                request -> request.header("Content-Type", "application/octet-stream")
                        .header("Content-Range", range)
                        .method("PATCH", body(length, () -> new Piece(bytes.get(), offset, length)))
                        .timeout(LONGEST))) {
            if (!answer.successful()) {
                throw RegistryError.read(answer).about(reference, "push");
            }
            return location(answer, place.getPath());
        }
    }

    /** How much of it the registry has (distribution-spec, "Pushing a blob in chunks"). */
    private long received(URI place) throws IOException {
        try (Transport.Answer answer = session.send(place, HttpRequest.Builder::GET)) {
            if (!answer.successful()) {
                throw RegistryError.read(answer).about(reference, "push");
            }
            Matcher range = RANGE.matcher(answer.header("Range"));
            long last = range.matches() ? Long.parseLong(range.group(1)) : 0;
            // "0-0" is said of nothing and of one byte; taken for nothing, as the registries mean it.
            return last == 0 ? 0 : last + 1;
        }
    }

    /** A part of a stream. */
    private static final class Piece extends BulkInput {
        private final InputStream in;
        private long skip;
        private long left;

        Piece(InputStream in, long offset, long length) {
            this.in = in;
            this.skip = offset;
            this.left = length;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (skip > 0) {
                in.skipNBytes(skip);
                skip = 0;
            }
            if (left == 0) {
                return -1;
            }
            int n = in.read(into, from, (int) Math.min(length, left));
            left -= Math.max(n, 0);
            return n;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
