package dev.slipway.host.api.http;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.base.Json;
import dev.slipway.host.linux.KernelException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Behind a socket: finds out who asks, in which version, for what; and the one place where a failure becomes a status.
 */
public final class Door implements Handler {
    /** What the {@code Server} header names. */
    public static final String SERVER = "Docker/" + Door.ENGINE_VERSION + " (linux)";

    /** The version of Docker whose behaviour is served; clients decide by it. */
    public static final String ENGINE_VERSION = "28.2.2";

    private static final Logger LOG = System.getLogger("slipway.api");

    private final Routes routes;
    private final Caller caller;

    /** Says whose request it is. */
    @FunctionalInterface
    public interface Caller {
        /** The tenant, "" for the operator; 400 when the request does not say. */
        String of(Exchange exchange, String path);
    }

    public Door(Routes routes, Caller caller) {
        this.routes = routes;
        this.caller = caller;
    }

    @Override
    public void serve(Exchange exchange) throws Exception {
        exchange.set("Api-Version", ApiVersion.NEWEST.toString())
                // The client offers build --squash only where this is said.
                .set("Docker-Experimental", "true")
                .set("Ostype", "linux")
                .set("Server", SERVER);
        try {
            dispatch(exchange);
        } catch (EngineException e) {
            refuse(exchange, e);
        } catch (KernelException e) {
            LOG.log(Level.ERROR, exchange.method() + " " + exchange.path(), e);
            refuse(exchange, EngineException.internal(String.valueOf(e.getMessage()), e));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, exchange.method() + " " + exchange.path(), e);
            refuse(exchange, EngineException.internal("fault of the engine: " + e, e));
        } catch (LinkageError | VirtualMachineError e) {
            // Nobody else would answer: the client waits for as long as it lives.
            LOG.log(Level.ERROR, exchange.method() + " " + exchange.path(), e);
            refuse(exchange, EngineException.internal("fault of the engine: " + e, e));
        }
    }

    private void dispatch(Exchange exchange) throws Exception {
        ApiVersion.Versioned target = ApiVersion.of(exchange.path());
        String tenant = caller.of(exchange, target.path());
        Routes.Match match = routes.find(exchange.method(), target.path())
                .orElseThrow(() -> EngineException.notFound("page not found"));
        match.action().serve(new Call(exchange, tenant, target.version(), match.variables()));
    }

    private static void refuse(Exchange exchange, EngineException e) throws IOException {
        if (exchange.begun()) {
            LOG.log(Level.INFO, "{0} {1} failed after its answer began: {2}", exchange.method(), exchange.path(), e);
            throw new IOException(e.getMessage(), e);
        }
        if (e.kind() == ErrorKind.NOT_MODIFIED) {
            exchange.send(status(e.kind()), null, new byte[0]);
            return;
        }
        byte[] document =
                (Json.write(Map.of("message", String.valueOf(e.getMessage()))) + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.send(status(e.kind()), "application/json", document);
    }

    private static int status(ErrorKind kind) {
        return switch (kind) {
            case INVALID -> 400;
            case UNAUTHORIZED -> 401;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case NOT_MODIFIED -> 304;
            case NOT_IMPLEMENTED -> 501;
            case UNAVAILABLE -> 503;
            case INTERNAL -> 500;
        };
    }
}
