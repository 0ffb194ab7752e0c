package dev.slipway.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.platform.DataScope;
import dev.slipway.platform.Origins;
import dev.slipway.registry.RegistryError.Code;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Everything below {@code /v2/}. Past the REST layer on purpose: bodies of gigabytes must stream, and errors have the
 * specification's shape.
 */
@ApplicationScoped
class Front {

    private static final Logger LOG = Logger.getLogger(Front.class);

    /** Before the route that limits bodies to what JSON needs. */
    private static final int BEFORE_LIMITS = -500;

    private final List<Door> doors;
    private final Gate gate;
    private final Journal journal;
    private final Origins origins;
    private final ObjectMapper json;

    /** Digests and writes: work of processor and disk, so as many as there are processors, and no virtual threads. */
    private final ExecutorService threads = Executors.newFixedThreadPool(
            Math.max(2, Runtime.getRuntime().availableProcessors()),
            Thread.ofPlatform().daemon().name("registry-", 0).factory());

    Front(@All List<Door.Set> sets, Gate gate, Journal journal, Origins origins, ObjectMapper json) {
        this.doors = sets.stream().flatMap(set -> set.doors().stream()).toList();
        this.gate = gate;
        this.journal = journal;
        this.origins = origins;
        this.json = json;
    }

    void install(@Observes Router router) {
        router.route("/v2/*").order(BEFORE_LIMITS).handler(this::take);
    }

    void stop(@Observes ShutdownEvent stopping) {
        threads.shutdown();
    }

    private void take(RoutingContext routing) {
        routing.request().pause();
        Context context = Vertx.currentContext();
        Thread.ofVirtual().name("registry-request").start(() -> {
            Intake intake = new Intake(routing.request(), context, threads);
            Answer answer = answer(routing.request(), intake);
            context.runOnContext(now -> new Reply(routing, context).send(answer));
        });
    }

    private Answer answer(HttpServerRequest request, Intake intake) {
        try {
            return enter(request, intake);
        } catch (RegistryError refused) {
            return refusal(refused);
        } catch (IOException | RuntimeException failure) {
            UUID reference = UUID.randomUUID();
            LOG.errorf(failure, "registry: unexpected failure %s", reference);
            return refusal(new RegistryError(
                    Code.UNKNOWN, "unexpected failure; the server's log has it under reference " + reference));
        }
    }

    private Answer enter(HttpServerRequest request, Intake intake) throws IOException {
        String path = request.path().equals("/v2") ? "/v2/" : request.path();
        boolean known = false;
        for (Door door : doors) {
            Matcher matcher = door.matcher(path);
            if (!matcher.matches()) {
                continue;
            }
            known = true;
            if (door.method().equals(request.method().name())) {
                Map<String, String> variables = new HashMap<>();
                matcher.namedGroups().keySet().forEach(name -> variables.put(name, matcher.group(name)));
                return enter(door, request, variables, intake);
            }
        }
        throw known
                ? new RegistryError(Code.UNSUPPORTED, "this address does not take " + request.method())
                : new RegistryError(
                        Code.NAME_INVALID, "this is no address of the distribution specification below /v2/");
    }

    private Answer enter(Door door, HttpServerRequest request, Map<String, String> variables, Intake intake)
            throws IOException {
        @Nullable String repository = variables.get(Door.REPOSITORY);
        try {
            return pass(door, request, variables, intake, repository);
        } catch (RegistryError refused) {
            journal.refusal(request, repository, refused);
            throw refused;
        }
    }

    private Answer pass(
            Door door,
            HttpServerRequest request,
            Map<String, String> variables,
            Intake intake,
            @Nullable String repository)
            throws IOException {
        Access access = gate.enter(door, request.getHeader("Authorization"), repository, challenge(request));
        Call call = new Call(request, variables, access, intake);
        if (access.repository() == null) {
            return door.handler().answer(call);
        }
        return DataScope.within(List.of(access.team()), () -> {
            try {
                return door.handler().answer(call);
            } catch (IOException failure) {
                throw Space.failed(failure);
            }
        });
    }

    /** Where tokens are: at the address the client came by, if it is one of ours. */
    private String challenge(HttpServerRequest request) {
        String own = origins.of(request.getHeader("Host"));
        return "Bearer realm=\"" + own + "/v2/token\",service=\"" + own.replaceFirst("^https?://", "") + "\"";
    }

    private Answer refusal(RegistryError refused) {
        ObjectNode body = json.createObjectNode();
        ObjectNode error = body.putArray("errors").addObject();
        error.put("code", refused.code().word);
        error.put("message", String.valueOf(refused.getMessage()));
        error.putNull("detail");
        try {
            Answer answer = Answer.of(refused.code().status, Answer.JSON, json.writeValueAsBytes(body));
            for (Map.Entry<String, String> header : refused.headers().entrySet()) {
                answer = answer.with(header.getKey(), header.getValue());
            }
            return answer;
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("cannot write a JSON tree", impossible);
        }
    }
}
