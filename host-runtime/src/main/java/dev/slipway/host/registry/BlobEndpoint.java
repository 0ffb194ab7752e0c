package dev.slipway.host.registry;

import dev.slipway.host.image.Descriptor;
import dev.slipway.host.image.Reference;
import java.io.IOException;
import java.net.http.HttpRequest;

/** {@code /v2/NAME/blobs/DIGEST}. */
final class BlobEndpoint {
    private static final int PARTIAL = 206;
    private final Session session;
    private final Reference reference;

    BlobEndpoint(Session session, Reference reference) {
        this.session = session;
        this.reference = reference;
    }

    /** Opens a blob's bytes from {@code offset}; whether the answer begins there is its {@link Opened#offset}. */
    Opened open(Descriptor blob, long offset) throws IOException {
        Transport.Answer answer = session.send(
                path(blob.digest()),
                request -> offset == 0
                        ? request.GET()
                        : request.header("Range", "bytes=" + offset + "-").GET());
        if (!answer.successful()) {
            try (answer) {
                throw RegistryError.read(answer).about(reference, "pull");
            }
        }
        return new Opened(answer, answer.status() == PARTIAL ? offset : 0);
    }

    record Opened(Transport.Answer answer, long offset) {}

    boolean exists(String digest) throws IOException {
        try (Transport.Answer answer =
                session.send(path(digest), request -> request.method("HEAD", HttpRequest.BodyPublishers.noBody()))) {
            return answer.successful();
        }
    }

    private String path(String digest) {
        return "/v2/" + reference.repository() + "/blobs/" + digest;
    }
}
