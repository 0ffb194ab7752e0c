package dev.slipway.host.router;

import dev.slipway.host.router.Router.Target;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A target and what is going on with it. The same object serves every route and every switch that names the target, so
 * that its count is whole.
 */
final class Backend {
    private final Target target;
    private final AtomicInteger active = new AtomicInteger();
    private final Set<Exchange> exchanges = ConcurrentHashMap.newKeySet();

    Backend(Target target) {
        this.target = target;
    }

    Target target() {
        return target;
    }

    /** Requests and tunnels begun and not ended. */
    int active() {
        return active.get();
    }

    void begin() {
        active.incrementAndGet();
    }

    void end() {
        active.decrementAndGet();
    }

    /** From now until {@link #leave} the exchange can be cut off by {@link #abort}. */
    void enter(Exchange exchange) {
        exchanges.add(exchange);
    }

    void leave(Exchange exchange) {
        exchanges.remove(exchange);
    }

    /** Cuts off what is still open. */
    void abort() {
        exchanges.forEach(Exchange::abort);
    }
}
