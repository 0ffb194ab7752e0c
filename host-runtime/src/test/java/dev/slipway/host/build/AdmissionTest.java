package dev.slipway.host.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Builds wait for each other and for the host; those who wait are told why. */
class AdmissionTest {
    private static final long GIB = 1L << 30;

    @TempDir
    Path proc;

    private final BlockingQueue<String> notes = new LinkedBlockingQueue<>();

    @BeforeEach
    void anIdleHost() throws IOException {
        Files.createDirectory(proc.resolve("pressure"));
        pressure("memory", "0.00");
        pressure("cpu", "5.00");
        Files.writeString(proc.resolve("meminfo"), "MemTotal: 8388608 kB\nMemAvailable:    4194304 kB\n");
    }

    private void pressure(String of, String percent) throws IOException {
        Files.writeString(
                proc.resolve("pressure/" + of), "some avg10=" + percent + " avg60=0.00 avg300=0.00 total=1\n");
    }

    private Admission admission(int most, Duration longest) {
        return new Admission(most, new Pressure(proc, 2), longest);
    }

    private CompletableFuture<Admission.Place> entering(Admission admission, String tenant) {
        CompletableFuture<Admission.Place> place = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> place.complete(admission.enter(tenant, GIB, notes::add)));
        return place;
    }

    @Test
    void noMoreThanMayRunAtOnce() throws Exception {
        // Given
        Admission admission = admission(2, Duration.ofMinutes(5));
        Admission.Place first = admission.enter("", GIB, notes::add);
        admission.enter("", GIB, notes::add);
        // When
        CompletableFuture<Admission.Place> third = entering(admission, "");
        String why = notes.take();
        boolean early = third.isDone();
        first.close();
        // Then
        assertEquals("Waiting to build: 2 builds run on this host, which is as many as may", why);
        assertFalse(early);
        third.join().close();
    }

    @Test
    void oneTenantLeavesRoomForOthers() throws Exception {
        // Given
        Admission admission = admission(2, Duration.ofMinutes(5));
        Admission.Place first = admission.enter("ada", GIB, notes::add);
        // When
        CompletableFuture<Admission.Place> second = entering(admission, "ada");
        String why = notes.take();
        admission.enter("grace", GIB, notes::add).close();
        // Then
        assertEquals("Waiting to build: as many builds run as may of one tenant", why);
        assertFalse(second.isDone());
        first.close();
        second.join().close();
    }

    @Test
    void aHostShortOfMemoryLetsNobodyIn() throws Exception {
        // Given
        pressure("memory", "25.00");
        Admission admission = admission(2, Duration.ofMinutes(5));
        // When
        CompletableFuture<Admission.Place> first = entering(admission, "");
        String why = notes.take();
        boolean early = first.isDone();
        pressure("memory", "0.00");
        // Then
        assertEquals("Waiting to build: processes of this host wait for memory", why);
        assertFalse(early);
        first.join().close();
    }

    @Test
    void whereTheKernelMeasuresNothingFreeMemoryAndLoadCount() throws Exception {
        // Given
        Files.delete(proc.resolve("pressure/memory"));
        Files.delete(proc.resolve("pressure/cpu"));
        Files.writeString(proc.resolve("loadavg"), "9.00 1.00 1.00 1/100 1\n");
        Pressure pressure = new Pressure(proc, 2);
        // When / Then
        assertTrue(pressure.reason(GIB, true).isEmpty());
        assertEquals(
                "the processors of this host are busy",
                pressure.reason(GIB, false).orElseThrow());
        assertEquals(
                "less than the 8192 MiB of memory that a step may use are free",
                pressure.reason(8 * GIB, true).orElseThrow());
    }

    @Test
    void whoWaitsTooLongIsRefusedWithTheReason() throws Exception {
        // Given
        pressure("memory", "25.00");
        Admission admission = admission(2, Duration.ZERO);
        // When
        EngineException refused = assertThrows(EngineException.class, () -> admission.enter("", GIB, notes::add));
        // Then
        assertTrue(String.valueOf(refused.getMessage()).contains("processes of this host wait for memory"));
        pressure("memory", "0.00");
        admission.enter("", GIB, notes::add).close();
    }

    @Test
    void whoIsCancelledWhileWaitingLeavesTheQueue() throws Exception {
        // Given
        Admission admission = admission(1, Duration.ofMinutes(5));
        Admission.Place first = admission.enter("", GIB, notes::add);
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Thread waiting = Thread.ofVirtual()
                .start(() ->
                        end.complete(assertThrows(EngineException.class, () -> admission.enter("", GIB, notes::add))));
        notes.take();
        // When
        waiting.interrupt();
        // Then
        assertEquals("Build cancelled", end.join().getMessage());
        first.close();
        admission.enter("", GIB, notes::add).close();
    }
}
