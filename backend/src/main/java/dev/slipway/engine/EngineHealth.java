package dev.slipway.engine;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Whether the engine answers, as a remark: the console must open while it does not, to say so. The database's own check
 * decides about readiness.
 */
@Readiness
@ApplicationScoped
class EngineHealth implements HealthCheck {

    private final Engine engine;

    EngineHealth(Engine engine) {
        this.engine = engine;
    }

    @Override
    public HealthCheckResponse call() {
        try {
            engine.ping();
            return HealthCheckResponse.named("engine")
                    .withData("answers", true)
                    .up()
                    .build();
        } catch (EngineFailure away) {
            return HealthCheckResponse.named("engine")
                    .withData("answers", false)
                    .withData("reason", String.valueOf(away.getMessage()))
                    .up()
                    .build();
        }
    }
}
