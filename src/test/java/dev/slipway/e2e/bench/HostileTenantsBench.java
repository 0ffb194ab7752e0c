package dev.slipway.e2e.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.slipway.e2e.support.HostileTenants;
import dev.slipway.e2e.support.OnPlatform;
import dev.slipway.e2e.support.Platform;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How long a third tenant's visitors, and people at the console, wait while two others do their worst. */
@Tag("bench")
@ExtendWith(OnPlatform.class)
class HostileTenantsBench {
    private static final int WARM_UP = 400;
    private static final int REQUESTS = 1_000;

    /** A visitor, or somebody at the console, so often: without a pause it would be the third tenant who has more than a share. */
    private static final Duration PACE = Duration.ofMillis(10);

    private static final Figures FIGURES = new Figures("hostile tenants");

    @Test
    void answersOfAThirdTenant(Platform platform) throws IOException {
        String app =
                platform.portal().createApp(platform.git().publishFixture("perl-counter"), Map.of("name", "measured"));
        URI url = URI.create(platform.portal().awaitRunning(app));
        Figures.Act visit = () -> assertEquals(200, platform.visit(url).statusCode());
        Figures.Act console = () -> platform.portal().app(app).then().statusCode(200);
        measured(visit, WARM_UP);
        measured(console, WARM_UP);
        try (HostileTenants hostile = new HostileTenants(platform.tenantSocket())) {
            double[] quietApp = measured(visit, REQUESTS);
            double[] quietConsole = measured(console, REQUESTS);
            hostile.attack();
            double[] loudApp = measured(visit, REQUESTS);
            double[] loudConsole = measured(console, REQUESTS);
            report("app", quietApp, loudApp);
            report("console", quietConsole, loudConsole);
        }
        platform.portal().deleteApp(app);
    }

    private static void report(String what, double[] quiet, double[] loud) {
        FIGURES.millis(what + ", quiet", quiet);
        FIGURES.millis(what + ", two hostile tenants", loud);
        FIGURES.ratio(what + ", p99", Figures.quantile(loud, 0.99) / Figures.quantile(quiet, 0.99), "≤ 2");
    }

    private static double[] measured(Figures.Act act, int times) throws IOException {
        double[] millis = new double[times];
        long next = System.nanoTime();
        for (int i = 0; i < times; i++) {
            LockSupport.parkNanos(next - System.nanoTime());
            millis[i] = Figures.millis(act);
            next = Math.max(next + PACE.toNanos(), System.nanoTime());
        }
        return millis;
    }
}
