package dev.slipway.host.router;

import dev.slipway.host.base.Json;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What the router itself answers when no instance does: HTML for people, problem+json (RFC 9457) for programs. */
enum AnswerPage {
    AMBIGUOUS(400, "Bad request", "The request has no clear host, length or encoding.", "bad-request"),
    NO_SUCH_APP(404, "No such app", "There is no app under this address. Check the spelling.", "no-such-app"),
    METHOD(405, "Method not allowed", "This address is no proxy.", "method-not-allowed"),
    FAILED(502, "The app did not answer", "The app closed the connection before it answered.", "no-answer"),
    STARTING(503, "The app is not running", "It is starting or stopped. Try again in a moment.", "not-running"),
    OVERLOADED(503, "The app is overloaded", "It has more requests than it can take. Try again later.", "overloaded");

    private static final String RETRY_SECONDS = "2";
    private static final int UNAVAILABLE = 503;

    private final int status;
    private final String title;
    private final String detail;
    private final String kind;

    AnswerPage(int status, String title, String detail, String kind) {
        this.status = status;
        this.title = title;
        this.detail = detail;
        this.kind = kind;
    }

    /** Answers {@code request}, unless its answer has begun: then the only honest sign of failure is a cut connection. */
    void send(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (response.headWritten() || response.closed()) {
            request.connection().close();
            return;
        }
        boolean html = prefersHtml(request.getHeader("accept"));
        response.headers().clear();
        response.setStatusCode(status)
                .putHeader("Content-Type", html ? "text/html; charset=utf-8" : "application/problem+json")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
        if (status == UNAVAILABLE) {
            response.putHeader("Retry-After", RETRY_SECONDS);
        }
        if (request.isEnded()) {
            response.end(html ? html() : json());
        } else {
            // What is left of the body would be taken for the next request.
            response.putHeader("Connection", "close");
            response.end(html ? html() : json())
                    .onComplete(sent -> request.connection().close());
        }
    }

    private static boolean prefersHtml(@org.jspecify.annotations.Nullable String accept) {
        return accept != null && accept.toLowerCase(Locale.ROOT).contains("text/html");
    }

    private String json() {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "https://slipway.dev/problems/" + kind);
        problem.put("title", title);
        problem.put("status", status);
        problem.put("detail", detail);
        return Json.write(problem) + "\n";
    }

    private String html() {
        return """
                <!doctype html>
                <html lang="en">
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width">
                <title>%1$s</title>
                <style>
                  :root { color-scheme: light dark }
                  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 20vh auto; padding: 0 1rem }
                  h1 { font-size: 1.4rem; margin: 0 }
                  p { margin: .4rem 0; opacity: .75 }
                </style>
                <h1>%1$s</h1>
                <p>%2$s</p>
                <p>%3$d</p>
                </html>
                """.formatted(title, detail, status);
    }
}
