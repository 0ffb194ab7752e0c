package dev.slipway.platform;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/** What every answer carries for the browser's sake, and the console's own addresses. */
@ApplicationScoped
class WebSurface {

    /** Before all other routes. */
    private static final int FIRST = -1_000;

    /** Libraries, with their version in the path: may be kept for ever. */
    private static final String VERSIONED = "/webjars/";

    private static final String SWAGGER = "/q/swagger-ui";

    /** The two scripts in Swagger UI's own page, by their SHA-256 (CSP level 3, section 6.7.2.2); a new Quarkus has others. */
    private static final String SWAGGER_SCRIPTS = " 'sha256-Bc4MCmo3eDPvU16BhBcWMZUgDqc1e/UzzwdDbpYruPU='"
            + " 'sha256-xUBOgH5FRtr24e8oShM75tIJfUoY9ryp0ofU/5e+H7I='";

    private static final List<String> NOT_THE_CONSOLE =
            List.of("/api", "/q", "/sso", "/v2", "/webjars", "/_importmap", "/_static");

    /** xterm.js writes style elements, hence 'unsafe-inline' for styles; scripts only ever come from files. */
    private static final String POLICY = "default-src 'self'; script-src 'self'%s; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none';"
            + " form-action 'self'; frame-ancestors 'none'";

    private final String strict;
    private final String forSwagger;
    private final boolean https;

    WebSurface(Origins origins) {
        this.strict = POLICY.formatted("");
        this.forSwagger = POLICY.formatted(SWAGGER_SCRIPTS);
        this.https = origins.https();
    }

    void install(@Observes Router router) {
        router.route().order(FIRST).handler(this::handle);
    }

    private void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        var headers = context.response().headers();
        headers.set("Content-Security-Policy", request.path().startsWith(SWAGGER) ? forSwagger : strict);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        if (https) {
            headers.set("Strict-Transport-Security", "max-age=31536000");
        }
        if (!request.path().startsWith(VERSIONED)) {
            // Files of the console change with each upgrade under the same address: ask every time.
            String caching = request.path().startsWith("/api") ? "no-store" : "no-cache";
            context.addHeadersEndHandler(done -> headers.set("Cache-Control", caching));
        }
        if (isPageOfTheConsole(request)) {
            context.reroute("/index.html");
        } else {
            context.next();
        }
    }

    /** The console draws its pages itself: any address that is no file and no door is its one document. */
    private static boolean isPageOfTheConsole(HttpServerRequest request) {
        String path = request.path();
        return request.method().equals(HttpMethod.GET)
                && !path.equals("/")
                && !path.contains(".")
                && NOT_THE_CONSOLE.stream().noneMatch(root -> path.equals(root) || path.startsWith(root + "/"));
    }
}
