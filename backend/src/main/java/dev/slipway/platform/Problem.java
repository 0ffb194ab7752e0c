package dev.slipway.platform;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * A refusal with a kind and one sentence for the person who asked. The mapping to HTTP is {@link ProblemMapping};
 * a feature may extend it with what its own callers must tell apart.
 */
public class Problem extends RuntimeException {

    /** The kinds there are; each is one HTTP status. */
    public enum Kind {
        /** A field is wrong; {@link Problem#errors} says which. */
        INVALID(400, "The request is not valid"),
        /** Nobody is signed in. */
        UNAUTHENTICATED(401, "Sign in first"),
        /** Signed in, but not allowed. */
        FORBIDDEN(403, "Not allowed"),
        /** Unknown, or another team's: both look the same. */
        NOT_FOUND(404, "Not found"),
        /** The thing's present state does not allow it. */
        CONFLICT(409, "Not possible now"),
        /** The settings are no longer those the caller has seen; {@code If-Match} said which. */
        PRECONDITION_FAILED(412, "Changed meanwhile"),
        /** An {@code Idempotency-Key} that was sent before with another request. */
        KEY_REUSED(422, "Key used for another request"),
        /** Too many requests or attempts. */
        RATE_LIMITED(429, "Too many attempts"),
        /** The engine or the database does not answer. */
        UNAVAILABLE(503, "Not available right now");

        private final int status;
        private final String title;

        Kind(int status, String title) {
            this.status = status;
            this.title = title;
        }

        /** Of HTTP. */
        public int status() {
            return status;
        }

        /** In words. */
        public String title() {
            return title;
        }

        /** The address that names it in every answer: it stays, whatever the words become. */
        public String type() {
            return ProblemBody.TYPES + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * One wrong field.
     *
     * @param field its JSON name
     * @param message what is wrong and what would be right
     */
    public record FieldError(String field, String message) {}

    /** Attempts are counted by the minute. */
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Kind kind;
    private final transient List<FieldError> errors;
    private final Duration retryAfter;

    /** A problem without fields; {@code detail} names what, on what, why and what to do. */
    public Problem(Kind kind, String detail) {
        this(kind, detail, List.of(), MINUTE);
    }

    private Problem(Kind kind, String detail, List<FieldError> errors, Duration retryAfter) {
        super(detail);
        this.kind = kind;
        this.retryAfter = retryAfter;
        this.errors = List.copyOf(errors);
    }

    /** All wrong fields at once. */
    public static Problem invalid(List<FieldError> errors) {
        FieldError first = errors.getFirst();
        return new Problem(Kind.INVALID, first.field() + ": " + first.message(), errors, MINUTE);
    }

    /** One wrong field. */
    public static Problem invalid(String field, String message) {
        return invalid(List.of(new FieldError(field, message)));
    }

    /** The same answer for an unknown id and for another team's. */
    public static Problem notFound() {
        return new Problem(
                Kind.NOT_FOUND, "nothing here with this id, or it belongs to a team you are not a member of");
    }

    /** What kind of refusal this is. */
    public Kind kind() {
        return kind;
    }

    /** The last part of the answer's {@code type}, by which programs tell problems apart. */
    public String type() {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** After which time it is worth trying again; of meaning for {@link Kind#RATE_LIMITED}. */
    public Duration retryAfter() {
        return retryAfter;
    }

    /** Too many requests; {@code wait} says how long it takes until there are fewer. */
    public static Problem tooMany(String detail, Duration wait) {
        return new Problem(Kind.RATE_LIMITED, detail, List.of(), wait);
    }

    /** The wrong fields, empty unless {@link Kind#INVALID}. */
    public List<FieldError> errors() {
        return errors;
    }
}
