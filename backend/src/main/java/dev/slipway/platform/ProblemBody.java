package dev.slipway.platform;

import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;

/**
 * The one error shape of the API, RFC 9457.
 *
 * @param type address that names the kind
 * @param title the kind in words
 * @param status HTTP status
 * @param detail one sentence about this case
 * @param errors wrong fields, may be empty
 */
public record ProblemBody(String type, String title, int status, String detail, List<Problem.FieldError> errors) {

    /** Of every answer that is a refusal or a failure. */
    public static final String MEDIA_TYPE = "application/problem+json";

    static final String TYPES = "https://slipway.dev/problems/";

    /** What a refusal says. */
    public static ProblemBody of(Problem problem) {
        Problem.Kind kind = problem.kind();
        String detail = problem.getMessage() == null ? kind.title() : problem.getMessage();
        return new ProblemBody(TYPES + problem.type(), kind.title(), kind.status(), detail, problem.errors());
    }

    /** What HTTP itself has a number for, and this application no kind. */
    static ProblemBody ofStatus(int status, String title) {
        return new ProblemBody(TYPES + "http-" + status, title, status, title.toLowerCase(Locale.ROOT), List.of());
    }

    Response response() {
        return Response.status(status).type(MEDIA_TYPE).entity(this).build();
    }
}
