package dev.slipway.host.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * What proc(5) says about a process.
 *
 * @param stat fields of {@code /proc/pid/stat} from the third on: what follows the command's closing bracket
 * @param uid of its owner on the host
 * @param name as in {@code comm}
 * @param line its arguments, "" for a kernel thread or zombie
 * @param age since its start
 */
record ProcessFacts(int pid, String[] stat, int uid, String name, String line, Duration age, Instant now) {
    /** Kernel clock ticks per second: what proc(5) counts in, fixed for user space. */
    private static final long TICKS = 100;

    private static final long KIBIBYTE = 1024;
    private static final long PAGE_BYTES = 4096;

    // Offsets in stat (proc_pid_stat(5), field number minus 3).
    private static final int STATE = 0;
    private static final int PARENT = 1;
    private static final int GROUP = 2;
    private static final int SESSION = 3;
    private static final int TERMINAL = 4;
    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;
    private static final int NICE = 16;
    private static final int THREADS = 17;
    private static final int START_TICKS = 19;
    private static final int VIRTUAL_BYTES = 20;
    private static final int RESIDENT_PAGES = 21;
    private static final int PTS_MAJOR = 136;

    static ProcessFacts read(Path entry, Instant now) throws IOException {
        String stat = Files.readString(entry.resolve("stat"), StandardCharsets.ISO_8859_1);
        int close = stat.lastIndexOf(')');
        String[] fields = stat.substring(close + 2).strip().split(" ");
        String line = Files.readString(entry.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                .replace('\0', ' ')
                .strip();
        String uptime = Files.readString(entry.resolveSibling("uptime"));
        long up = (long) Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
        return new ProcessFacts(
                Integer.parseInt(entry.getFileName().toString()),
                fields,
                (int) Files.getAttribute(entry, "unix:uid"),
                stat.substring(stat.indexOf('(') + 1, close),
                line,
                Duration.ofSeconds(Math.max(up - Long.parseLong(fields[START_TICKS]) / TICKS, 0)),
                now);
    }

    String owner() {
        return Integer.toUnsignedString(uid);
    }

    String state() {
        return stat[STATE];
    }

    String parent() {
        return stat[PARENT];
    }

    String group() {
        return stat[GROUP];
    }

    String session() {
        return stat[SESSION];
    }

    String nice() {
        return stat[NICE];
    }

    String threads() {
        return stat[THREADS];
    }

    String terminal() {
        int device = Integer.parseInt(stat[TERMINAL]);
        return device >> 8 == PTS_MAJOR ? "pts/" + (device & 0xff) : "?";
    }

    String command() {
        return line.isEmpty() ? "[" + name + "]" : line;
    }

    long cpuSeconds() {
        return (Long.parseLong(stat[USER_TICKS]) + Long.parseLong(stat[SYSTEM_TICKS])) / TICKS;
    }

    /** Share of a processor since the start, in percent. */
    double cpuPercent() {
        long seconds = age.toSeconds();
        long ticks = Long.parseLong(stat[USER_TICKS]) + Long.parseLong(stat[SYSTEM_TICKS]);
        return seconds == 0 ? 0 : ticks * 100.0 / TICKS / seconds;
    }

    long virtualKibibytes() {
        return Long.parseLong(stat[VIRTUAL_BYTES]) / KIBIBYTE;
    }

    long residentKibibytes() {
        return Long.parseLong(stat[RESIDENT_PAGES]) * PAGE_BYTES / KIBIBYTE;
    }

    Instant started() {
        return now.minus(age);
    }
}
