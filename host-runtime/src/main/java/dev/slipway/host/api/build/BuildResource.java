package dev.slipway.host.api.build;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.api.http.Call;
import dev.slipway.host.api.http.Documents;
import dev.slipway.host.api.http.Filters;
import dev.slipway.host.api.http.Progress;
import dev.slipway.host.api.http.Query;
import dev.slipway.host.api.http.Resource;
import dev.slipway.host.api.http.Routes;
import dev.slipway.host.api.system.PruneEvents;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.base.Json;
import dev.slipway.host.build.Builder;
import dev.slipway.host.build.Secrets;
import dev.slipway.host.tenant.TenantPolicy;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Builds from a context sent as tar; a client that goes away cancels its build. */
public final class BuildResource implements Resource {
    /** Parameters that change nothing here: we always clean up after ourselves. */
    private static final Set<String> UNUSED = Set.of("rm", "forcerm", "version", "buildid");

    private static final Set<String> USED = Set.of(
            "dockerfile",
            "t",
            "buildargs",
            "labels",
            "target",
            "nocache",
            "pull",
            "q",
            "memory",
            "networkmode",
            "platform",
            "cachefrom",
            "squash",
            "remote",
            "session");

    /** Each may have to be pulled. */
    private static final int MOST_CACHES = 10;

    private final PruneEvents prunings;
    private final Builder builder;

    public BuildResource(Builder builder, PruneEvents prunings) {
        this.prunings = prunings;
        this.builder = builder;
    }

    @Override
    public void register(Routes routes) {
        routes.post("/build", this::build).post("/build/prune", this::prune);
    }

    private void prune(Call call) throws IOException {
        Query query = call.query();
        for (String name : List.of("max-used-space", "min-free-space")) {
            if (query.number(name, 0) != 0) {
                throw EngineException.invalid(
                        "parameter '" + name + "' is not supported by this engine: leave it out, or say keep-storage");
            }
        }
        Filters filters = Filters.of(query, Set.of("until"));
        long keep = Math.max(query.number("keep-storage", 0), query.number("reserved-space", 0));
        long until = filters.moment("until", Long.MAX_VALUE);
        Instant before = until == Long.MAX_VALUE ? Instant.MAX : Instant.ofEpochSecond(0, until);
        Builder.Pruned pruned = builder.prune(call.tenant(), before, keep);
        prunings.say(call.tenant(), "builder", pruned.bytes());
        call.reply(
                200,
                Documents.object().putPOJO("CachesDeleted", pruned.images()).put("SpaceReclaimed", pruned.bytes()));
    }

    private void build(Call call) throws IOException {
        if (!call.operator()) {
            TenantPolicy.checkBuild(parameters(call.query()));
        }
        Builder.Request request = request(call);
        Progress.serve(call.exchange(), progress -> run(call, request, progress));
    }

    private void run(Call call, Builder.Request request, Consumer<Map<String, Object>> progress) {
        Consumer<Map<String, Object>> output = request.quiet() ? BuildResource::dropLines : progress;
        String id = builder.build(call.tenant(), request, call.exchange().body(), output);
        if (request.quiet()) {
            progress.accept(Map.of("stream", id + "\n"));
        }
    }

    private static void dropLines(Map<String, Object> message) {
        // A quiet build says its id only.
    }

    private static Map<String, String> parameters(Query query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        query.names().forEach(name -> parameters.put(name, query.text(name, "")));
        return parameters;
    }

    private static Builder.Request request(Call call) {
        Query query = call.query();
        refuseUnknown(query);
        if (query.has("session")) {
            throw new EngineException(
                    ErrorKind.NOT_IMPLEMENTED,
                    "BuildKit sessions are not served by this engine: set DOCKER_BUILDKIT=0 so that docker build uses the"
                            + " classic builder");
        }
        if (query.text("remote") != null) {
            throw new EngineException(
                    ErrorKind.NOT_IMPLEMENTED,
                    "cannot build from '" + query.text("remote")
                            + "': the engine fetches no contexts; send one as tar");
        }
        String network = query.text("networkmode");
        String platform = query.text("platform");
        return new Builder.Request(
                query.text("dockerfile", "Dockerfile"),
                query.all("t").stream().filter(tag -> !tag.isEmpty()).toList(),
                map(query, "buildargs"),
                map(query, "labels"),
                query.text("target"),
                query.flag("nocache"),
                query.flag("pull"),
                query.flag("q"),
                query.number("memory", 0),
                network,
                call.exchange().header("X-Registry-Config"),
                platform == null || platform.isEmpty() ? null : platform,
                secrets(call.exchange().header("X-Slipway-Build-Secrets")),
                cacheFrom(query.text("cachefrom")),
                query.flag("squash"));
    }

    /** A JSON array of images' names. */
    private static List<String> cacheFrom(@Nullable String text) {
        if (text == null || text.isEmpty() || text.equals("null")) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        for (JsonNode name : Json.read(text, JsonNode.class)) {
            names.add(name.asText());
        }
        if (names.size() > MOST_CACHES) {
            throw EngineException.invalid("parameter 'cachefrom' names more than " + MOST_CACHES + " images");
        }
        return names;
    }

    /** Base64 of a JSON object: each id's value in base64. The sentence about a bad one must not show it. */
    private static Secrets secrets(@Nullable String header) {
        if (header == null || header.isEmpty()) {
            return Secrets.NONE;
        }
        try {
            Map<String, byte[]> values = new LinkedHashMap<>();
            byte[] document = Base64.getDecoder().decode(header);
            for (Map.Entry<String, JsonNode> entry :
                    Json.mapper().readValue(document, ObjectNode.class).properties()) {
                values.put(
                        entry.getKey(),
                        Base64.getDecoder().decode(entry.getValue().asText()));
            }
            return new Secrets(values);
        } catch (IllegalArgumentException | IOException e) {
            throw EngineException.invalid(
                    "the header X-Slipway-Build-Secrets is not base64 of a JSON object of base64 values");
        }
    }

    /** A parameter that is not known, or known but not served, is an error unless it says nothing. */
    private static void refuseUnknown(Query query) {
        for (String name : query.names()) {
            List<String> zero = List.of("", "0", "null", "[]", "{}", "default");
            if (!USED.contains(name) && !UNUSED.contains(name) && !zero.contains(query.text(name, ""))) {
                throw EngineException.invalid(
                        "build parameter '" + name + "' is not supported by this engine: leave it out");
            }
        }
    }

    private static Map<String, String> map(Query query, String name) {
        Map<String, String> map = new LinkedHashMap<>();
        String text = query.text(name);
        if (text == null || text.equals("null")) {
            return map;
        }
        for (Map.Entry<String, JsonNode> entry :
                Json.read(text, ObjectNode.class).properties()) {
            // A build argument without a value takes the builder's environment, which has none: it is not set.
            if (!entry.getValue().isNull()) {
                map.put(entry.getKey(), entry.getValue().asText());
            }
        }
        return map;
    }
}
