package dev.slipway.platform;

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
        /** Too many attempts. */
        RATE_LIMITED(429, "Too many attempts"),
        /** The engine or the database does not answer. */
        UNAVAILABLE(503, "Not available right now");

        final int status;
        final String title;

        Kind(int status, String title) {
            this.status = status;
            this.title = title;
        }
    }

    /**
     * One wrong field.
     *
     * @param field its JSON name
     * @param message what is wrong and what would be right
     */
    public record FieldError(String field, String message) {}

    private final Kind kind;
    private final transient List<FieldError> errors;

    /** A problem without fields; {@code detail} names what, on what, why and what to do. */
    public Problem(Kind kind, String detail) {
        this(kind, detail, List.of());
    }

    private Problem(Kind kind, String detail, List<FieldError> errors) {
        super(detail);
        this.kind = kind;
        this.errors = List.copyOf(errors);
    }

    /** All wrong fields at once. */
    public static Problem invalid(List<FieldError> errors) {
        FieldError first = errors.getFirst();
        return new Problem(Kind.INVALID, first.field() + ": " + first.message(), errors);
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

    /** The wrong fields, empty unless {@link Kind#INVALID}. */
    public List<FieldError> errors() {
        return errors;
    }
}
