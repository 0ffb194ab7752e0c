package dev.slipway.quota;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What a team may use: decided for it, or for all. Same words as {@link Amounts}. */
public record Limits(
        BigDecimal cpus, long memory, long instances, long disk, long buildMinutes, long logBytes, long registryBytes) {

    /** The limits where nothing was decided for a team. */
    static Limits of(QuotaConfig config, Amounts decided) {
        return new Limits(
                decided.cpus() == null ? config.cpus() : decided.cpus(),
                or(decided.memory(), config.memory()),
                or(decided.instances(), config.instances()),
                or(decided.disk(), config.disk()),
                or(decided.buildMinutes(), config.buildMinutes()),
                or(decided.logBytes(), config.logBytes()),
                or(decided.registryBytes(), config.registryBytes()));
    }

    private static long or(@Nullable Long decided, long otherwise) {
        return decided == null ? otherwise : decided;
    }
}
