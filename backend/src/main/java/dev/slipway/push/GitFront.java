package dev.slipway.push;

import dev.slipway.app.App;
import dev.slipway.identity.BasicCredentials;
import dev.slipway.identity.Caller;
import dev.slipway.identity.Callers;
import dev.slipway.platform.DataScope;
import dev.slipway.platform.Problem;
import dev.slipway.tenancy.DoorUsed;
import dev.slipway.tenancy.Member;
import dev.slipway.tenancy.Policy;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Everything below {@code /git/}: who asks, for which app, and whether they may. Past the REST layer, because packs are
 * larger than its bodies may be and answers grow for minutes.
 */
@ApplicationScoped
class GitFront {

    private static final Logger LOG = Logger.getLogger(GitFront.class);

    /** Before the route that limits bodies to what JSON needs. */
    private static final int BEFORE_LIMITS = -500;

    private static final Pattern ADVERTISEMENT =
            Pattern.compile("/git/([a-z0-9-]+)/([a-z0-9-]+)/([a-z0-9-]+)\\.git/info/refs");
    private static final Pattern SERVICE =
            Pattern.compile("/git/([a-z0-9-]+)/([a-z0-9-]+)/([a-z0-9-]+)\\.git/(git-[a-z]+-pack)");

    private final Callers callers;
    private final Policy policy;
    private final Services services;
    private final Event<DoorUsed> uses;

    GitFront(Callers callers, Policy policy, Services services, Event<DoorUsed> uses) {
        this.uses = uses;
        this.callers = callers;
        this.policy = policy;
        this.services = services;
    }

    void install(@Observes Router router) {
        router.route("/git/*").order(BEFORE_LIMITS).handler(routing -> {
            HttpServerRequest request = routing.request();
            request.pause();
            Context context = Vertx.currentContext();
            RequestBody body = new RequestBody(request, context);
            Thread.ofVirtual().name("git-request").start(() -> answer(request, body));
        });
    }

    private void answer(HttpServerRequest request, RequestBody body) {
        HttpServerResponse response = request.response();
        try {
            enter(request, body);
        } catch (Problem refused) {
            refuse(response, refused);
        } catch (IOException broken) {
            LOG.debugf("git: %s", broken.getMessage());
            finish(response, 500, "the push broke off: " + broken.getMessage());
        } catch (RuntimeException failure) {
            UUID reference = UUID.randomUUID();
            LOG.errorf(failure, "git: unexpected failure %s", reference);
            finish(response, 500, "unexpected failure; the server's log has it under reference " + reference);
        }
    }

    private void enter(HttpServerRequest request, RequestBody body) throws IOException {
        boolean get = request.method().name().equals("GET");
        Matcher path = (get ? ADVERTISEMENT : SERVICE).matcher(request.path());
        if (!path.matches()) {
            throw new Problem(Problem.Kind.NOT_FOUND, "no repository here; its address is /git/team/project/app.git");
        }
        String service = get ? String.valueOf(request.getParam("service")) : path.group(4);
        Door door = Door.of(service)
                .orElseThrow(() -> new Problem(
                        Problem.Kind.FORBIDDEN, "only git's smart HTTP is spoken here; use git 1.6.6 or newer"));
        Caller caller = caller(request.getHeader("Authorization"));
        List<UUID> teams = QuarkusTransaction.requiringNew().call(() -> Member.teamsReachedBy(caller));
        App app = DataScope.within(teams, () -> require(caller, door, path));
        HttpServerResponse response = request.response();
        if (!get && door == Door.RECEIVE) {
            String address = request.remoteAddress().hostAddress();
            uses.fire(new DoorUsed(caller, "", app.teamId, "git.push", app.id.toString(), address, 200));
        }
        response.putHeader("Cache-Control", "no-cache");
        if (get) {
            response.putHeader("Content-Type", "application/x-" + service + "-advertisement");
            services.advertise(door, app, new ResponseBody(response.setChunked(true)));
        } else {
            response.putHeader("Content-Type", "application/x-" + service + "-result");
            boolean packed = "gzip".equals(request.getHeader("Content-Encoding"));
            services.serve(door, app, body, packed, new ResponseBody(response.setChunked(true)));
        }
        response.end();
    }

    private App require(Caller caller, Door door, Matcher path) {
        return QuarkusTransaction.requiringNew().call(() -> {
            App app = App.<App>find(
                            "from App a join fetch a.project p join fetch p.team t"
                                    + " where t.slug = ?1 and p.slug = ?2 and a.slug = ?3 and a.deleting = false",
                            path.group(1),
                            path.group(2),
                            path.group(3))
                    .firstResultOptional()
                    .orElseThrow(Problem::notFound);
            policy.require(caller, door.permission(), "appId", app.id.toString());
            return app;
        });
    }

    /** Git asks for a name and a password: any name, and a token as the password. */
    private Caller caller(@Nullable String authorization) {
        return Optional.ofNullable(authorization)
                .flatMap(BasicCredentials::password)
                .flatMap(callers::byToken)
                .orElseThrow(() -> new Problem(
                        Problem.Kind.UNAUTHENTICATED,
                        "sign in with any user name, and an API token of yours as password"));
    }

    /** Git shows the body of an error to the person when it is plain text. */
    private static void refuse(HttpServerResponse response, Problem refused) {
        if (refused.kind() == Problem.Kind.UNAUTHENTICATED) {
            response.putHeader("WWW-Authenticate", "Basic realm=\"Slipway\"");
        }
        int status = switch (refused.kind()) {
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            default -> 409;
        };
        finish(response, status, String.valueOf(refused.getMessage()));
    }

    private static void finish(HttpServerResponse response, int status, String words) {
        if (response.closed() || response.ended()) {
            return;
        }
        if (response.headWritten()) {
            response.reset();
            return;
        }
        response.setChunked(false).setStatusCode(status).putHeader("Content-Type", "text/plain; charset=utf-8");
        // A body that is still on its way is not waited for.
        response.putHeader("Connection", "close");
        response.end(words + "\n");
    }
}
