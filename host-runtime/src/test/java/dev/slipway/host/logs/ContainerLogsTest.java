package dev.slipway.host.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.logs.ContainerLog.LogReader;
import dev.slipway.host.logs.ContainerLog.Query;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ContainerLogsTest {
    private static final String ID = "c1";
    private static final Query ALL = new Query(true, true, 0, 0, -1, false);
    private static final Query FOLLOW = new Query(true, true, 0, 0, -1, true);
    private static final LogPolicy SMALL = new LogPolicy(64 << 10, 3, true);

    @TempDir
    Path root;

    private ContainerLogs logs;
    private final FanOut clients = new FanOut(Duration.ofSeconds(30));
    private final TestPipe out = new TestPipe();
    private final TestPipe err = new TestPipe();

    @AfterEach
    void closeAll() {
        if (logs != null) {
            logs.close();
        }
        out.close();
        err.close();
    }

    @Test
    void keepsLinesOfBothStreamsWithUniqueIncreasingTimes() throws Exception {
        // Given
        Capture capture = capture(LogPolicy.DEFAULT);
        // When
        out.say("one\ntwo\n");
        err.say("oops\n");
        out.say("without end");
        end(capture);
        // Then
        List<LogLine> lines = lines(ALL);
        assertEquals(
                List.of("1 one\n", "1 two\n", "1 without end"),
                lines.stream()
                        .filter(l -> l.stream() == 1)
                        .map(ContainerLogsTest::text)
                        .toList());
        assertEquals(List.of("2 oops\n"), texts(new Query(false, true, 0, 0, -1, false)));
        long[] times = lines.stream().mapToLong(LogLine::nanos).toArray();
        for (int i = 1; i < times.length; i++) {
            assertTrue(times[i] > times[i - 1]);
        }
    }

    @Test
    void touchesNoFileBeforeTheFirstOutput() throws Exception {
        // When
        Capture capture = capture(LogPolicy.DEFAULT);
        end(capture);
        // Then
        assertFalse(Files.exists(root.resolve(ID)));
        assertEquals(List.of(), texts(ALL));
    }

    @Test
    void answersTailAndSince() throws Exception {
        // Given
        Capture capture = capture(SMALL);
        out.say(IntStream.range(0, 5000)
                .mapToObj(i -> "line " + i + " " + "x".repeat(10))
                .collect(Collectors.joining("\n", "", "\n")));
        end(capture);
        List<LogLine> all = lines(ALL);
        // When
        List<LogLine> tail = lines(new Query(true, true, 0, 0, 3, false));
        List<LogLine> since =
                lines(new Query(true, true, all.get(all.size() - 100).nanos(), 0, -1, false));
        List<LogLine> until =
                lines(new Query(true, true, all.get(10).nanos(), all.get(12).nanos(), -1, false));
        // Then
        assertEquals(
                all.subList(all.size() - 3, all.size()).stream()
                        .map(LogLine::nanos)
                        .toList(),
                nanos(tail));
        assertEquals(100, since.size());
        assertEquals(nanos(all.subList(10, 13)), nanos(until));
        assertEquals(List.of(), lines(new Query(true, true, 0, 0, 0, false)));
        assertEquals(
                all.size(), lines(new Query(true, true, 0, 0, 1_000_000, false)).size());
    }

    @Test
    void countsALineInPartsOnce() throws Exception {
        // Given
        Capture capture = capture(LogPolicy.DEFAULT);
        out.say("before\n" + "x".repeat(20_000) + "\nlast\n");
        end(capture);
        // When
        List<LogLine> tail = lines(new Query(true, true, 0, 0, 2, false));
        // Then
        assertEquals(
                List.of(16384, 3617, 5),
                tail.stream().map(l -> l.bytes().length).toList());
    }

    @Test
    void deletesTheOldestSegmentsAndLosesNothingOfTheRest() throws Exception {
        // Given
        Capture capture = capture(SMALL);
        // When
        for (int i = 0; i < 40_000; i++) {
            out.say("line " + i + "\n");
        }
        end(capture);
        // Then
        List<String> texts = texts(ALL);
        int first = number(texts.getFirst());
        assertTrue(first > 0);
        assertEquals(
                IntStream.range(first, 40_000)
                        .mapToObj(i -> "1 line " + i + "\n")
                        .toList(),
                texts);
        try (var files = Files.list(root.resolve(ID))) {
            // Three segments of an index and a text each; the newest has no text when the last line ended the one
            // before.
            long count = files.count();
            assertTrue(count == 5 || count == 6, count + " files");
        }
    }

    @Test
    void followsThroughRotationUntilTheEnd() throws Exception {
        // Given
        Capture capture = capture(new LogPolicy(64 << 10, 100, true));
        CompletableFuture<List<String>> followed = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                followed.complete(texts(FOLLOW));
            } catch (InterruptedException e) {
                followed.completeExceptionally(e);
            }
        });
        // When
        for (int i = 0; i < 20_000; i++) {
            out.say("line " + i + "\n");
        }
        end(capture);
        // Then
        assertEquals(20_000, followed.get(30, TimeUnit.SECONDS).size());
    }

    @Test
    void goesOnWhereAKilledEngineStopped() throws Exception {
        // Given: an engine that is gone with a line begun, a line not indexed, and bytes left in the pipe
        Capture capture = capture(LogPolicy.DEFAULT);
        out.say("one\nbeg");
        awaitBytes(7);
        capture.close();
        logs.close();
        Files.writeString(root.resolve(ID).resolve("1.out"), "un\ntwo\nthr", StandardOpenOption.APPEND);
        out.say("ee\n");
        // When
        Capture next = capture(LogPolicy.DEFAULT);
        out.say("four\n");
        end(next);
        // Then
        assertEquals(List.of("1 one\n", "1 begun\n", "1 two\n", "1 three\n", "1 four\n"), texts(ALL));
    }

    @Test
    void cutsIndexRecordsBeyondTheData() throws Exception {
        // Given
        Capture capture = capture(LogPolicy.DEFAULT);
        out.say("one\ntwo\nthree\n");
        end(capture);
        logs.close();
        try (var file = Files.newByteChannel(root.resolve(ID).resolve("1.out"), StandardOpenOption.WRITE)) {
            file.truncate(10);
        }
        // When
        logs = new ContainerLogs(root);
        // Then
        assertEquals(List.of("1 one\n", "1 two\n", "1 th"), texts(ALL));
    }

    @Test
    void showsAnAttachedClientThePastAndThePresentOnce() throws Exception {
        // Given
        Capture capture = capture(LogPolicy.DEFAULT);
        out.say("past\nbeg");
        awaitBytes(8);
        StringBuffer seen = new StringBuffer();
        // When
        Tap tap = clients.addAfter(
                logs.log(ID, LogPolicy.DEFAULT),
                ALL,
                (stream, bytes) -> seen.append(new String(bytes, StandardCharsets.UTF_8)));
        out.say("un\npresent\n");
        end(capture);
        tap.done().get(10, TimeUnit.SECONDS);
        // Then
        assertEquals("past\nbegun\npresent\n", seen.toString());
    }

    @Test
    void letsAProcessWaitForASlowClientAndCutsOffOneThatStandsStill() throws Exception {
        // Given
        FanOut impatient = new FanOut(Duration.ofMillis(100));
        logs = new ContainerLogs(root);
        CompletableFuture<Void> never = new CompletableFuture<>();
        Tap stuck = impatient.add((stream, bytes) -> {
            try {
                never.get();
            } catch (Exception e) {
                throw new IOException(e);
            }
        });
        Capture capture = logs.capture(ID, LogPolicy.DEFAULT, impatient, out.read, err.read, false);
        // When
        out.say(new byte[4 << 20]);
        end(capture);
        // Then
        stuck.done().get(10, TimeUnit.SECONDS);
        assertEquals(
                4 << 20, lines(ALL).stream().mapToInt(l -> l.bytes().length).sum());
    }

    @Test
    void losesNothingForASlowButLivingClient() throws Exception {
        // Given
        BlockingQueue<Integer> seen = new LinkedBlockingQueue<>();
        logs = new ContainerLogs(root);
        BlockingQueue<Integer> permits = new LinkedBlockingQueue<>(1);
        Tap slow = clients.add((stream, bytes) -> {
            try {
                permits.put(1);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            seen.add(bytes.length);
        });
        Thread.ofVirtual().start(() -> {
            while (!slow.done().isDone()) {
                permits.poll();
                Thread.yield();
            }
        });
        Capture capture = logs.capture(ID, LogPolicy.NONE, clients, out.read, err.read, false);
        // When
        out.say(new byte[8 << 20]);
        end(capture);
        // Then
        slow.done().get(20, TimeUnit.SECONDS);
        assertEquals(8 << 20, seen.stream().mapToInt(i -> i).sum());
    }

    @Test
    void letsAReaderFinishWhenTheLogIsDeleted() throws Exception {
        // Given
        Capture capture = capture(LogPolicy.DEFAULT);
        out.say("one\ntwo\n");
        end(capture);
        LogReader reader = logs.log(ID, LogPolicy.DEFAULT).read(FOLLOW);
        // When
        logs.remove(ID);
        // Then
        assertEquals("1 one\n", text(reader.next()));
        assertEquals("1 two\n", text(reader.next()));
        assertEquals(null, reader.next());
        reader.close();
        assertFalse(Files.exists(root.resolve(ID)));
    }

    private Capture capture(LogPolicy policy) {
        logs = new ContainerLogs(root);
        return logs.capture(ID, policy, clients, out.read, err.read, false);
    }

    private void end(Capture capture) throws InterruptedException {
        out.end();
        err.end();
        capture.awaitRest();
        capture.finish(true);
    }

    private void awaitBytes(long bytes) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (root.resolve(ID).resolve("1.out").toFile().length() < bytes) {
            assertTrue(System.nanoTime() < deadline, "output was not taken");
            Thread.onSpinWait();
        }
    }

    private List<LogLine> lines(Query query) throws InterruptedException {
        List<LogLine> lines = new ArrayList<>();
        try (LogReader reader = logs.log(ID, LogPolicy.DEFAULT).read(query)) {
            for (LogLine line = reader.next(); line != null; line = reader.next()) {
                lines.add(line);
            }
        }
        return lines;
    }

    private List<String> texts(Query query) throws InterruptedException {
        return lines(query).stream().map(ContainerLogsTest::text).toList();
    }

    private static List<Long> nanos(List<LogLine> lines) {
        return lines.stream().map(LogLine::nanos).toList();
    }

    private static String text(LogLine line) {
        return line.stream() + " " + new String(line.bytes(), StandardCharsets.UTF_8);
    }

    private static int number(String text) {
        return Integer.parseInt(text.substring("1 line ".length()).strip());
    }
}
