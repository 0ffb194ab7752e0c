package dev.slipway.host.tenant;

import dev.slipway.host.base.EngineException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * All that a tenant can reach: routes as {@code "METHOD pattern"}, each with the query parameters it may have. What is not here
 * does not exist for a tenant, and a parameter that is not here is refused by name.
 */
public final class TenantRoutes {
    private static final Set<String> NONE = Set.of();

    /** A build's parameters are many, and {@link TenantPolicy#checkBuild} decides about their values, too. */
    private static final String BUILD = "POST /build";

    /** The one parameter that may be given several times: each is a name of the image. */
    private static final String REPEATED = "t";

    private static final Map<String, Set<String>> ROUTES = Map.ofEntries(
            Map.entry("HEAD /_ping", NONE),
            Map.entry("GET /_ping", NONE),
            Map.entry("GET /version", NONE),
            Map.entry("GET /info", NONE),
            Map.entry("GET /events", Set.of("since", "until", "filters")),
            Map.entry(BUILD, NONE),
            Map.entry("POST /containers/create", Set.of("name", "platform")),
            Map.entry("GET /containers/json", Set.of("all", "limit", "size", "filters")),
            Map.entry("GET /containers/{id}/json", Set.of("size")),
            Map.entry("POST /containers/{id}/start", Set.of("detachKeys")),
            Map.entry("POST /containers/{id}/stop", Set.of("t", "signal")),
            Map.entry("POST /containers/{id}/kill", Set.of("signal")),
            Map.entry("DELETE /containers/{id}", Set.of("v", "force", "link")),
            Map.entry("POST /containers/{id}/wait", Set.of("condition")),
            Map.entry(
                    "GET /containers/{id}/logs",
                    Set.of("follow", "stdout", "stderr", "since", "until", "timestamps", "tail", "details")),
            Map.entry(
                    "POST /containers/{id}/attach",
                    Set.of("detachKeys", "logs", "stream", "stdin", "stdout", "stderr")),
            Map.entry("POST /containers/{id}/resize", Set.of("h", "w")),
            Map.entry("GET /containers/{id}/stats", Set.of("stream", "one-shot")),
            Map.entry("POST /containers/{id}/exec", NONE),
            Map.entry("POST /exec/{id}/start", NONE),
            Map.entry("POST /exec/{id}/resize", Set.of("h", "w")),
            Map.entry("GET /exec/{id}/json", NONE),
            Map.entry("GET /images/json", Set.of("all", "filters", "filter", "digests", "shared-size", "manifests")),
            Map.entry("GET /images/{name:.*}/json", Set.of("manifests", "platform")),
            Map.entry("POST /images/{name:.*}/tag", Set.of("repo", "tag", "force")),
            Map.entry("DELETE /images/{name:.*}", Set.of("force", "noprune")),
            Map.entry("POST /images/create", Set.of("fromImage", "tag", "platform")),
            Map.entry("POST /images/{name:.*}/push", Set.of("tag")),
            Map.entry("PUT /slipway/v1/routes/{host}", NONE),
            Map.entry("GET /slipway/v1/routes/{host}", NONE),
            Map.entry("DELETE /slipway/v1/routes/{host}", NONE),
            Map.entry("POST /slipway/v1/containers/{id}/probe", NONE),
            Map.entry("GET /slipway/v1/images/{name:.*}/sbom", NONE),
            Map.entry("GET /slipway/v1/images/{name:.*}/provenance", NONE),
            Map.entry("PUT /slipway/v1/limits", NONE),
            Map.entry("GET /slipway/v1/usage", Set.of("disk")),
            Map.entry("GET /slipway/v1/status", NONE));

    private TenantRoutes() {}

    /** Every route of the list. */
    public static Set<String> all() {
        return ROUTES.keySet();
    }

    /**
     * Checks a request's parameters.
     *
     * @param route {@code "METHOD pattern"}, one of {@link #all}
     * @param query names to values
     */
    public static void checkQuery(String route, Map<String, List<String>> query) {
        Predicate<String> known = route.equals(BUILD) ? name -> true : ROUTES.getOrDefault(route, NONE)::contains;
        query.forEach((name, values) -> {
            if (!known.test(name)) {
                throw EngineException.invalid(
                        "query parameter '" + name + "' is not allowed for a tenant: leave it out");
            }
            if (values.size() > 1 && !(route.equals(BUILD) && name.equals(REPEATED))) {
                throw EngineException.invalid(
                        "query parameter '" + name + "' is given " + values.size() + " times: give it once");
            }
        });
    }
}
