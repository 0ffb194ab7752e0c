package dev.slipway.registry;

import java.util.Map;

/** A refusal as the distribution specification has it: a code, one sentence, and headers that some codes come with. */
final class RegistryError extends RuntimeException {

    /** The specification's codes, with the status each is answered with. */
    enum Code {
        BLOB_UNKNOWN(404),
        BLOB_UPLOAD_INVALID(400),
        BLOB_UPLOAD_UNKNOWN(404),
        DIGEST_INVALID(400),
        MANIFEST_BLOB_UNKNOWN(404),
        MANIFEST_INVALID(400),
        MANIFEST_UNKNOWN(404),
        NAME_INVALID(400),
        NAME_UNKNOWN(404),
        SIZE_INVALID(400),
        UNAUTHORIZED(401),
        DENIED(403),
        UNSUPPORTED(405),
        TOOMANYREQUESTS(429),
        /** A part that does not follow, or that is not there. */
        RANGE_INVALID(416, "BLOB_UPLOAD_INVALID"),
        /** A manifest above the limit. */
        TOO_LARGE(413, "SIZE_INVALID"),
        /** Of our own: the disk of the registry is full. */
        NO_SPACE(507),
        /** Of our own: what only the server's log can explain. */
        UNKNOWN(500);

        final int status;

        /** As the answer has it. */
        final String word;

        Code(int status) {
            this.status = status;
            this.word = name();
        }

        Code(int status, String word) {
            this.status = status;
            this.word = word;
        }
    }

    private final Code code;
    private final transient Map<String, String> headers;

    RegistryError(Code code, String message) {
        this(code, message, Map.of());
    }

    RegistryError(Code code, String message, Map<String, String> headers) {
        super(message);
        this.code = code;
        this.headers = headers;
    }

    /** The same words for a repository that does not exist and for another team's. */
    static RegistryError nameUnknown(String repository) {
        return new RegistryError(
                Code.NAME_UNKNOWN,
                "no repository \"" + repository
                        + "\", or it belongs to a team you are not a member of; names begin with the team's slug");
    }

    Code code() {
        return code;
    }

    Map<String, String> headers() {
        return headers;
    }
}
