package dev.slipway.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.base.Failure;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Problem documents (RFC 9457) as failures of ours. */
final class Problems {

    private Problems() {}

    /** What a refusal means; {@code signedIn} when a token was sent. */
    static Failure failure(URI server, int status, String body, boolean signedIn) {
        JsonNode problem = Json.read(body).orElse(null);
        if (problem == null || !problem.isObject() || (!problem.has("detail") && !problem.has("title"))) {
            return status >= 500
                    ? new Failure(ExitCode.UNAVAILABLE, server + " answers " + status + "; try again in a while")
                    : stranger(server, "status " + status + " without a problem document");
        }
        String type = Json.text(problem, "type");
        return new Failure(
                code(status), sentence(server, status, problem, signedIn), type.substring(type.lastIndexOf('/') + 1));
    }

    /** What answers does not speak this API. */
    static Failure stranger(URI server, String what) {
        return new Failure(ExitCode.PROTOCOL, server + " gave " + what + "; is this the address of a Slipway server?");
    }

    private static ExitCode code(int status) {
        return switch (status) {
            case 400, 413, 415, 422 -> ExitCode.DATA;
            case 401, 403 -> ExitCode.DENIED;
            case 404, 410 -> ExitCode.UNKNOWN;
            case 409, 412, 428, 429 -> ExitCode.BUSY;
            case 502, 503, 504 -> ExitCode.UNAVAILABLE;
            default -> status >= 500 ? ExitCode.SOFTWARE : ExitCode.PROTOCOL;
        };
    }

    private static String sentence(URI server, int status, JsonNode problem, boolean signedIn) {
        if (status == 401 && signedIn) {
            return "not signed in at " + server + ", or the token has ended; run \"slipway login\"";
        }
        List<String> wrong = new ArrayList<>();
        problem.path("errors")
                .forEach(error -> wrong.add(Json.text(error, "field") + ": " + Json.text(error, "message")));
        if (!wrong.isEmpty()) {
            return String.join("; ", wrong);
        }
        String detail = Json.text(problem, "detail");
        return detail.isEmpty() ? Json.text(problem, "title") : detail;
    }
}
