package dev.slipway.host.container;

import dev.slipway.host.container.Containers.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The processes of a container as {@code ps -ef} shows them, found by their control group; host pids, as Docker's. */
final class ProcessTable {
    private static final List<String> TITLES = List.of("UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD");
    private static final DateTimeFormatter TIME_OF_DAY =
            DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneId.from(ZoneOffset.UTC));

    /** Kernel clock ticks per second: what proc(5) counts in, fixed for user space. */
    private static final long TICKS = 100;

    /** Offsets in /proc/pid/stat behind the command's closing bracket (proc(5), fields 4, 7, 14, 15, 22). */
    private static final int PARENT = 1;

    private static final int TERMINAL = 4;
    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;
    private static final int START_TICKS = 19;
    private static final int PTS_MAJOR = 136;

    private final Path proc;
    private final Instant now;

    ProcessTable(Path proc, Instant now) {
        this.proc = proc;
        this.now = now;
    }

    Processes of(String containerId) {
        List<List<String>> rows = new ArrayList<>();
        try (Stream<Path> entries = Files.list(proc)) {
            entries.filter(entry -> entry.getFileName().toString().chars().allMatch(Character::isDigit))
                    .sorted((a, b) -> Integer.compare(pid(a), pid(b)))
                    .forEach(entry -> row(entry, containerId).ifPresent(rows::add));
        } catch (IOException e) {
            throw dev.slipway.host.base.EngineException.internal("cannot list processes: " + e, e);
        }
        return new Processes(TITLES, rows);
    }

    private static int pid(Path entry) {
        return Integer.parseInt(entry.getFileName().toString());
    }

    /** Empty for other containers' processes, and for one that ends meanwhile. */
    private Optional<List<String>> row(Path entry, String containerId) {
        try {
            if (!Files.readString(entry.resolve("cgroup")).contains("/" + containerId)) {
                return Optional.empty();
            }
            String stat = Files.readString(entry.resolve("stat"), StandardCharsets.ISO_8859_1);
            int close = stat.lastIndexOf(')');
            String[] fields = stat.substring(close + 2).split(" ");
            long ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]);
            Duration age = age(Long.parseLong(fields[START_TICKS]));
            long busy = age.toSeconds() == 0 ? 0 : ticks * 100 / TICKS / age.toSeconds();
            return Optional.of(List.of(
                    Integer.toUnsignedString((int) Files.getAttribute(entry, "unix:uid")),
                    entry.getFileName().toString(),
                    fields[PARENT],
                    String.valueOf(busy),
                    TIME_OF_DAY.format(now.minus(age)),
                    terminal(Integer.parseInt(fields[TERMINAL])),
                    time(ticks / TICKS),
                    command(entry, stat.substring(stat.indexOf('(') + 1, close))));
        } catch (IOException | RuntimeException gone) {
            return Optional.empty();
        }
    }

    private Duration age(long startTicks) throws IOException {
        String uptime = Files.readString(proc.resolve("uptime"));
        long up = (long) Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
        return Duration.ofSeconds(Math.max(up - startTicks / TICKS, 0));
    }

    private static String terminal(int device) {
        return device >> 8 == PTS_MAJOR ? "pts/" + (device & 0xff) : "?";
    }

    private static String time(long seconds) {
        return "%02d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    private static String command(Path entry, String name) throws IOException {
        String line = Files.readString(entry.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                .replace('\0', ' ')
                .strip();
        return line.isEmpty() ? "[" + name + "]" : line;
    }
}
