package dev.slipway.host.api;

import dev.slipway.host.api.http.Door;
import dev.slipway.host.api.http.Exchange;
import dev.slipway.host.api.http.HttpServer;
import dev.slipway.host.api.http.Resource;
import dev.slipway.host.api.http.Routes;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.tenant.TenantRoutes;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Opens the operator's and the tenants' socket on the same resources. */
public final class Doors implements AutoCloseable {
    /** Groups of the host whose members may open the sockets. */
    private static final String OPERATORS = "docker";

    private static final String TENANTS = "slipway";
    private static final String TENANT_HEADER = "X-Slipway-Tenant";
    private static final Pattern TENANT = Pattern.compile("[a-z0-9-]{1,64}");

    private static final Pattern TAKES_OVER =
            Pattern.compile("(/v[0-9.]+)?/(containers/[^/]+/attach|exec/[^/]+/start)(\\?.*)?");

    private final HttpServer server = new HttpServer((method, target) ->
            method.equals("POST") && TAKES_OVER.matcher(target).matches());
    private final Routes routes = new Routes();

    private HttpServer.@Nullable Reserved forOperator;
    private HttpServer.@Nullable Reserved forTenants;

    /** Closed doors, which nobody stands behind yet. */
    public Doors() {}

    public Doors(List<Resource> resources) {
        serve(resources);
    }

    private void serve(List<Resource> resources) {
        resources.forEach(resource -> resource.register(routes));
    }

    /** Takes both sockets; who connects waits until {@link #open}. */
    public void reserve(Path operator, Path tenants) {
        forOperator = server.reserve(operator, OPERATORS);
        forTenants = server.reserve(tenants, TENANTS);
    }

    /** Serves {@code resources} on the sockets taken by {@link #reserve}. */
    public void open(List<Resource> resources) {
        serve(resources);
        Objects.requireNonNull(forOperator).open(operatorDoor());
        Objects.requireNonNull(forTenants).open(tenantDoor());
    }

    /** Serves everything to whoever may open {@code socket}: root, and the group "docker" where there is one. */
    public void openForOperator(Path socket) {
        server.listen(socket, OPERATORS, operatorDoor());
    }

    /** Serves the closed list to whoever may open {@code socket}: root, and the group "slipway" where there is one. */
    public void openForTenants(Path socket) {
        server.listen(socket, TENANTS, tenantDoor());
    }

    private Door operatorDoor() {
        return new Door(routes, (exchange, path) -> "");
    }

    /** The tenants' list as far as this engine serves it, each route behind a check of its parameters. */
    private Door tenantDoor() {
        Routes some = routes.only(TenantRoutes.all()::contains)
                .before((route, call) ->
                        TenantRoutes.checkQuery(route, call.query().all()));
        return new Door(some, Doors::tenant);
    }

    /** Lets nobody in any more; those inside are served until {@link #close}. */
    public void shut() {
        server.stopListening();
    }

    private static String tenant(Exchange exchange, String path) {
        if (path.equals("/_ping")) {
            return "";
        }
        String tenant = exchange.header(TENANT_HEADER);
        if (tenant == null) {
            throw EngineException.invalid("header '" + TENANT_HEADER + "' is missing: each request names its tenant");
        }
        if (!TENANT.matcher(tenant).matches()) {
            throw EngineException.invalid(
                    "header '" + TENANT_HEADER + "' is invalid: 1 to 64 lower-case letters, digits and dashes");
        }
        return tenant;
    }

    @Override
    public void close() {
        server.close();
    }
}
