package dev.slipway.host.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.slipway.host.base.EngineException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A whole build has an end and a size. */
class AllowanceTest {
    private static BuildLimits limits(long bytes, Duration build) {
        return BuildLimits.DEFAULT.with(1, 1 << 20, bytes, build);
    }

    @Test
    void aBuildThatTakesTooLongIsRefusedItsNextStep() {
        Allowance allowance = new Allowance(limits(1 << 20, Duration.ZERO));
        EngineException refused = assertThrows(EngineException.class, allowance::left);
        assertEquals(
                "the build did not end within 0 minutes, which is the limit; split it, or let steps use the cache",
                refused.getMessage());
    }

    @Test
    void layersCountTogether() {
        Allowance allowance = new Allowance(limits(2 << 20, Duration.ofMinutes(5)));
        allowance.spend(1 << 20);
        allowance.spend(1 << 20);
        assertThrows(EngineException.class, () -> allowance.spend(1));
    }
}
