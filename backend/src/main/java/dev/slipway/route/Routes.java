package dev.slipway.route;

import dev.slipway.app.App;
import dev.slipway.engine.Engine;
import dev.slipway.engine.RouteState;
import dev.slipway.engine.RouteTarget;
import dev.slipway.platform.PlatformConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The names of apps, and where their requests go. */
@ApplicationScoped
public class Routes {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final PlatformConfig config;
    private final Engine engine;

    Routes(PlatformConfig config, Engine engine) {
        this.config = config;
        this.engine = engine;
    }

    /** The app's host name. */
    public String host(App app) {
        return app.slug + "." + app.project.slug + "." + config.appsDomain();
    }

    /** The address people open. */
    public String url(App app) {
        int port = config.appsPort();
        return switch (port) {
            case HTTP -> "http://" + host(app);
            case HTTPS -> "https://" + host(app);
            default -> "http://" + host(app) + ":" + port;
        };
    }

    /** Sends all new requests to the targets at once. */
    public RouteState send(App app, List<RouteTarget> targets, Duration drain) {
        return engine.route(app.teamId, host(app), targets, drain);
    }

    /** Where requests go at present. */
    public Optional<RouteState> present(App app) {
        return engine.routeOf(app.teamId, host(app));
    }

    /** Makes the name unknown. */
    public void forget(App app) {
        engine.unroute(app.teamId, host(app));
    }
}
