package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.container.ContainerConfig.HostConfig;
import dev.slipway.host.spec.Limits;
import org.jspecify.annotations.Nullable;

/** From Docker's resource fields to {@link Limits}. Pure. */
final class LimitRules {
    /** Memory of a tenant's container that asks for none: every container of a tenant is limited. */
    static final long TENANT_MEMORY_BYTES = 512L << 20;

    /** Processes and threads of a tenant's container that asks for none; a JVM app needs a few hundred. */
    static final long TENANT_PIDS = 1024;

    /** Below it not even the container's own start fits. */
    private static final long MIN_MEMORY_BYTES = 6L << 20;

    private static final long NANOS_PER_CPU = 1_000_000_000L;
    private static final long DEFAULT_PERIOD_MICROS = 100_000;
    private static final long MIN_PERIOD_MICROS = 1_000;
    private static final long MAX_PERIOD_MICROS = 1_000_000;

    private static final int MAX_SWAPPINESS = 100;
    private static final int MAX_OOM_SCORE = 1000;

    private LimitRules() {}

    /** @throws EngineException INVALID with Docker's texts */
    static Limits of(HostConfig host, boolean tenant) {
        long memory = value(host.memory());
        if (memory != 0 && memory < MIN_MEMORY_BYTES) {
            throw EngineException.invalid("Minimum memory limit allowed is 6MB");
        }
        long swap = value(host.memorySwap());
        if (swap > 0 && memory == 0) {
            throw EngineException.invalid(
                    "You should always set the Memory limit when using Memoryswap limit, see usage");
        }
        if (swap > 0 && swap < memory) {
            throw EngineException.invalid("Minimum memoryswap limit should be larger than memory limit, see usage");
        }
        long reservation = value(host.memoryReservation());
        if (reservation > 0 && memory > 0 && reservation > memory) {
            throw EngineException.invalid(
                    "Minimum memory limit can not be less than memory reservation limit, see usage");
        }
        long pids = Math.max(value(host.pidsLimit()), 0);
        String cpuset = host.cpusetCpus();
        return new Limits(
                memory == 0 && tenant ? TENANT_MEMORY_BYTES : memory,
                swap,
                reservation,
                nanoCpus(host),
                value(host.cpuShares()),
                cpuset == null ? "" : cpuset,
                pids == 0 && tenant ? TENANT_PIDS : pids,
                host.cpusetMems() == null ? "" : host.cpusetMems(),
                swappiness(host),
                Boolean.TRUE.equals(host.oomKillDisable()),
                DeviceWishes.throttles(host),
                host.yields());
    }

    private static int swappiness(HostConfig host) {
        Integer wish = host.memorySwappiness();
        if (wish == null || wish == -1) {
            return -1;
        }
        if (wish < 0 || wish > MAX_SWAPPINESS) {
            throw EngineException.invalid("Invalid value: " + wish + ", valid memory swappiness range is 0-100");
        }
        return wish;
    }

    /** @throws EngineException INVALID with Docker's text */
    static int oomScoreAdj(HostConfig host) {
        int wish = host.oomScoreAdj() == null ? 0 : host.oomScoreAdj();
        if (wish < -MAX_OOM_SCORE || wish > MAX_OOM_SCORE) {
            throw EngineException.invalid("Invalid value " + wish + ", range for oom score adj is [-1000, 1000]");
        }
        return wish;
    }

    private static long nanoCpus(HostConfig host) {
        long quota = value(host.cpuQuota());
        long period = value(host.cpuPeriod());
        long nanos = value(host.nanoCpus());
        if (nanos > 0 && (quota > 0 || period > 0)) {
            throw EngineException.invalid("Conflicting options: Nano CPUs and CPU Period cannot both be set");
        }
        if (nanos < 0 || nanos > Runtime.getRuntime().availableProcessors() * NANOS_PER_CPU) {
            throw EngineException.invalid("range of CPUs is from 0.01 to %d.00, as there are only %d CPUs available"
                    .formatted(
                            Runtime.getRuntime().availableProcessors(),
                            Runtime.getRuntime().availableProcessors()));
        }
        if (period != 0 && (period < MIN_PERIOD_MICROS || period > MAX_PERIOD_MICROS)) {
            throw EngineException.invalid(
                    "CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)");
        }
        if (quota > 0 && quota < MIN_PERIOD_MICROS) {
            throw EngineException.invalid("CPU cfs quota can not be less than 1ms (i.e. 1000)");
        }
        return quota > 0 ? quota * NANOS_PER_CPU / (period == 0 ? DEFAULT_PERIOD_MICROS : period) : nanos;
    }

    private static long value(@Nullable Long number) {
        return number == null ? 0 : number;
    }
}
