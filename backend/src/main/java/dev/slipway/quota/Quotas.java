package dev.slipway.quota;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Asked before something is spent, in the transaction that spends it: the team's row is locked, so that of many who ask for the
 * last of something at once exactly one gets it.
 */
@ApplicationScoped
public class Quotas {

    private static final int SECONDS = 60;

    /** Half of a team's logs are its builds', the other half its instances'. */
    private static final int HALF = 2;

    /** Below, an instance's last words would not be kept. */
    private static final long LEAST_LOG = 256 << 10;

    /** The engine's own bound: five segments of 10 MiB. */
    private static final long MOST_LOG = 50L << 20;

    private final QuotaTable table;
    private final QuotaConfig config;
    private final EntityManager entities;

    Quotas(QuotaTable table, QuotaConfig config, EntityManager entities) {
        this.table = table;
        this.config = config;
        this.entities = entities;
    }

    /**
     * After an app was added, started or made larger, before that is committed.
     *
     * @param cpus how many more processors all its instances ask for, and so on; less than before needs no room
     * @throws QuotaReached when all apps of the team together are too much
     */
    public void requireRoomForApps(UUID team, BigDecimal cpus, long memory, int instances) {
        Limits limits = Limits.of(config, table.lock(team));
        entities.flush();
        Amounts used = table.used(team);
        require(Resource.INSTANCES, number(used.instances()), BigDecimal.valueOf(instances), limits.instances());
        require(Resource.MEMORY, number(used.memory()), BigDecimal.valueOf(memory), limits.memory());
        require(Resource.CPUS, used.cpus() == null ? BigDecimal.ZERO : used.cpus(), cpus, limits.cpus());
    }

    /**
     * Before a build is queued.
     *
     * @throws QuotaReached when the month's minutes are used up, or the disk is full
     */
    public void requireRoomForBuild(UUID team) {
        Limits limits = Limits.of(config, table.lock(team));
        Amounts used = table.used(team);
        require(
                Resource.BUILD_MINUTES,
                number(used.buildMinutes()).add(BigDecimal.ONE),
                BigDecimal.ONE,
                limits.buildMinutes());
        require(Resource.DISK, number(used.disk()).add(BigDecimal.ONE), BigDecimal.ONE, limits.disk());
    }

    /** How long a build that begins now may take. */
    public Duration buildTimeLeft(UUID team) {
        Limits limits = limits(team);
        return Duration.ofSeconds(Math.max(0, limits.buildMinutes() * SECONDS - table.buildSeconds(team)));
    }

    /**
     * Before bytes become part of the registry, in the transaction that makes them so.
     *
     * @throws QuotaReached when there is not so much left
     */
    public void requireRoomInRegistry(UUID team, long more) {
        Limits limits = Limits.of(config, table.lock(team));
        BigDecimal asked = BigDecimal.valueOf(more);
        BigDecimal after = BigDecimal.valueOf(table.registryBytes(team)).add(asked);
        require(Resource.REGISTRY_BYTES, after, asked, limits.registryBytes());
    }

    /** Bytes that the registry has of a team, and may have. */
    public record Shelf(long used, long most) {}

    /** For what arrives and is not part of the registry yet. */
    public Shelf registry(UUID team) {
        return new Shelf(table.registryBytes(team), limits(team).registryBytes());
    }

    /** Bytes that all build logs of the team together may keep. */
    public long buildLogBytes(UUID team) {
        return limits(team).logBytes() / HALF;
    }

    /** Bytes that one instance's log may keep, so that as many as there may be stay below the limit. */
    public long instanceLogBytes(UUID team) {
        Limits limits = limits(team);
        return Math.clamp(limits.logBytes() / HALF / Math.max(1, limits.instances()), LEAST_LOG, MOST_LOG);
    }

    Limits limits(UUID team) {
        return limits(table.decided(team));
    }

    Limits limits(Amounts decided) {
        return Limits.of(config, decided);
    }

    private static void require(Resource resource, BigDecimal after, BigDecimal asked, long limit) {
        require(resource, after, asked, BigDecimal.valueOf(limit));
    }

    private static void require(Resource resource, BigDecimal after, BigDecimal asked, BigDecimal limit) {
        if (asked.signum() > 0 && after.compareTo(limit) > 0) {
            throw new QuotaReached(resource, after.subtract(asked), asked, limit);
        }
    }

    private static BigDecimal number(@Nullable Long number) {
        return number == null ? BigDecimal.ZERO : BigDecimal.valueOf(number);
    }
}
