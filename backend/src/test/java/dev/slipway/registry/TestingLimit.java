package dev.slipway.registry;

import io.quarkus.test.Mock;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** A limit of its own for each team that a test names. */
@Mock
@ApplicationScoped
class TestingLimit implements StorageLimit {

    private final Map<UUID, Long> limits = new ConcurrentHashMap<>();

    void set(UUID team, long bytes) {
        limits.put(team, bytes);
    }

    @Override
    public long bytes(UUID team) {
        return limits.getOrDefault(team, Long.MAX_VALUE / 2);
    }
}
