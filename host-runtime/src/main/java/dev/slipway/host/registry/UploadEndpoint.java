package dev.slipway.host.registry;

import dev.slipway.host.image.Reference;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.function.Supplier;

/** {@code /v2/NAME/blobs/uploads/}: a blob in one piece. */
final class UploadEndpoint {
    private final Session session;
    private final Reference reference;

    UploadEndpoint(Session session, Reference reference) {
        this.session = session;
        this.reference = reference;
    }

    void put(String digest, long size, Supplier<InputStream> bytes) throws IOException {
        URI location = begin();
        String separator = location.getRawQuery() == null ? "?" : "&";
        URI target = URI.create(location + separator + "digest=" + digest);
        HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.fromPublisher(
                HttpRequest.BodyPublishers.ofInputStream(bytes), Math.max(size, 1));
        try (Transport.Answer answer = session.send(
                target,
                request -> request.header("Content-Type", "application/octet-stream")
                        // A body of known length may not be declared empty.
                        .PUT(size == 0 ? HttpRequest.BodyPublishers.noBody() : body)
                        .timeout(java.time.Duration.ofHours(1)))) {
            if (!answer.successful()) {
                throw RegistryError.read(answer).about(reference, "push");
            }
        }
    }

    private URI begin() throws IOException {
        String path = "/v2/" + reference.repository() + "/blobs/uploads/";
        try (Transport.Answer answer =
                session.send(path, request -> request.POST(HttpRequest.BodyPublishers.noBody()))) {
            if (!answer.successful()) {
                throw RegistryError.read(answer).about(reference, "push");
            }
            URI location = session.address().resolve(path).resolve(answer.header("Location"));
            if (!session.address().owns(location) && !session.address().mayLeadTo(location)) {
                throw new IOException(
                        "the registry wants the upload at '" + location.getAuthority() + "', which is not allowed");
            }
            return location;
        }
    }
}
