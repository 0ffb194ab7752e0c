package dev.slipway.support;

import io.quarkus.arc.Arc;
import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicLong;
import org.hibernate.resource.jdbc.spi.StatementInspector;

/** Counts the statements of those requests alone that ask for it, whatever the platform's own loops do meanwhile. */
@PersistenceUnitExtension
public class CountedStatements implements StatementInspector {

    /** A request with this header is counted. */
    public static final String HEADER = "X-Count-Statements";

    private static final AtomicLong COUNT = new AtomicLong();

    /** What was counted since the last call. */
    public static long take() {
        return COUNT.getAndSet(0);
    }

    @Override
    public String inspect(String statement) {
        if (Arc.container().requestContext().isActive()) {
            RoutingContext request =
                    Arc.container().instance(CurrentVertxRequest.class).get().getCurrent();
            if (request != null && request.request().getHeader(HEADER) != null) {
                COUNT.incrementAndGet();
            }
        }
        return statement;
    }
}
