package dev.slipway.platform;

import jakarta.ws.rs.core.Response;
import java.util.List;

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

    private static final String MEDIA_TYPE = "application/problem+json";

    static Response response(String kind, String title, int status, String detail, List<Problem.FieldError> errors) {
        ProblemBody body = new ProblemBody("https://slipway.dev/problems/" + kind, title, status, detail, errors);
        return Response.status(status).type(MEDIA_TYPE).entity(body).build();
    }
}
