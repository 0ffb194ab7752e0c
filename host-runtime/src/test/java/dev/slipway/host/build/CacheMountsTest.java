package dev.slipway.host.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.build.dockerfile.RunMount;
import dev.slipway.host.build.dockerfile.RunMount.Access;
import dev.slipway.host.build.dockerfile.RunMount.Sharing;
import dev.slipway.host.linux.DirFd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheMountsTest {
    private CacheMounts caches;

    @BeforeEach
    void open(@TempDir Path folder) {
        caches = new CacheMounts(folder, Clock.systemUTC(), 100_000);
    }

    private CacheMounts.Lease take(String tenant, String id, Sharing sharing) {
        RunMount.Cache cache = new RunMount.Cache("/c", id, null, "/", sharing, false, new Access(0755, 0, 0));
        return caches.take(tenant, cache, CacheMounts.empty());
    }

    @Test
    void aCacheStaysAndEachTenantHasItsOwn() throws IOException {
        // Given
        Path one;
        try (CacheMounts.Lease lease = take("t1", "npm", Sharing.SHARED)) {
            one = Files.writeString(lease.path().resolve("f"), "kept");
        }
        // When / Then
        try (CacheMounts.Lease again = take("t1", "npm", Sharing.SHARED);
                CacheMounts.Lease other = take("t2", "npm", Sharing.SHARED);
                CacheMounts.Lease operator = take("", "npm", Sharing.SHARED);
                CacheMounts.Lease hostile = take("t2", "../t1/npm", Sharing.SHARED)) {
            assertEquals("kept", Files.readString(again.path().resolve("f")));
            assertEquals(one.getParent(), again.path());
            for (CacheMounts.Lease foreign : new CacheMounts.Lease[] {other, operator, hostile}) {
                assertFalse(Files.exists(foreign.path().resolve("f")));
            }
        }
    }

    @Test
    void privateOnesAreApartWhileTheyAreUsedAndUsedAgainAfterwards() {
        // Given / When
        Path first;
        Path second;
        try (CacheMounts.Lease one = take("t", "x", Sharing.PRIVATE);
                CacheMounts.Lease two = take("t", "x", Sharing.PRIVATE)) {
            first = one.path();
            second = two.path();
        }
        // Then
        assertNotEquals(first, second);
        try (CacheMounts.Lease again = take("t", "x", Sharing.PRIVATE)) {
            assertEquals(first, again.path());
        }
    }

    @Test
    void aLockedOneIsWaitedFor() throws Exception {
        // Given
        CacheMounts.Lease first = take("t", "x", Sharing.LOCKED);
        CompletableFuture<Path> second = CompletableFuture.supplyAsync(() -> {
            try (CacheMounts.Lease lease = take("t", "x", Sharing.LOCKED)) {
                return lease.path();
            }
        });
        assertFalse(second.isDone());
        // When
        first.close();
        // Then
        assertEquals(first.path(), second.get(10, TimeUnit.SECONDS));
    }

    @Test
    void theLeastUsedGoBeyondTheBoundAndUsedOnesStay() throws IOException {
        // Given
        fill("old", 1);
        fill("new", 2);
        // When
        try (CacheMounts.Lease used = take("t", "used", Sharing.SHARED)) {
            Files.write(used.path().resolve("f"), new byte[200_000]);
            long gone = caches.bound("t");
            // Then
            assertTrue(gone >= 60_000, () -> "only " + gone);
            assertTrue(Files.exists(used.path().resolve("f")));
        }
        try (CacheMounts.Lease older = take("t", "old", Sharing.SHARED);
                CacheMounts.Lease newer = take("t", "new", Sharing.SHARED)) {
            assertFalse(Files.exists(older.path().resolve("f")));
            assertTrue(Files.exists(newer.path().resolve("f")));
        }
    }

    private void fill(String id, long usedSeconds) throws IOException {
        Path path;
        try (CacheMounts.Lease lease = take("t", id, Sharing.SHARED)) {
            path = Files.write(lease.path().resolve("f"), new byte[60_000]).getParent();
        }
        try (DirFd own = DirFd.open(path.getParent())) {
            own.touch(path.getFileName().toString(), usedSeconds, 0);
        }
    }

    @Test
    void onesNotUsedSinceAMomentGo() throws IOException {
        // Given
        fill("old", 1);
        fill("new", Instant.now().getEpochSecond());
        // When
        caches.prune("t", 1000, 0);
        // Then
        try (CacheMounts.Lease older = take("t", "old", Sharing.SHARED);
                CacheMounts.Lease newer = take("t", "new", Sharing.SHARED)) {
            assertFalse(Files.exists(older.path().resolve("f")));
            assertTrue(Files.exists(newer.path().resolve("f")));
        }
    }
}
