package dev.slipway.e2e.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What proc(5) says about processes. */
final class Processes {
    /** Processor time is counted in hundredths of a second on every architecture. */
    private static final double TICKS_PER_SECOND = 100;

    /** Fields of {@code stat} behind the name in brackets: utime is the 12th, stime the 13th. */
    private static final int USER_TIME = 11;

    private Processes() {}

    /** Pids of the processes whose command line, words separated by blanks, fits. */
    static List<Long> where(Predicate<String> cmdline) {
        List<Long> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : all) {
                if (cmdline.test(read(process.resolve("cmdline")).replace('\0', ' '))) {
                    found.add(Long.parseLong(process.getFileName().toString()));
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Seconds of processor time the processes have used until now. */
    static double cpuSeconds(List<Long> pids) {
        double ticks = 0;
        for (long pid : pids) {
            String stat = read(Path.of("/proc/" + pid + "/stat"));
            if (!stat.isEmpty()) {
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                ticks += Double.parseDouble(fields[USER_TIME]) + Double.parseDouble(fields[USER_TIME + 1]);
            }
        }
        return ticks / TICKS_PER_SECOND;
    }

    /** Proportional set size in kB: shared pages are divided by those who share them. */
    static long pssKilobytes(List<Long> pids) {
        return pids.stream()
                .mapToLong(pid -> kilobytes(Path.of("/proc/" + pid + "/smaps_rollup"), "Pss:"))
                .sum();
    }

    static long rssKilobytes(long pid) {
        return kilobytes(Path.of("/proc/" + pid + "/status"), "VmRSS:");
    }

    /** The most that a process had resident since {@link #forgetPeak}, in kB. */
    static long peakKilobytes(long pid) {
        return kilobytes(Path.of("/proc/" + pid + "/status"), "VmHWM:");
    }

    /** Lets the kernel measure the peak anew (proc(5), clear_refs). */
    static void forgetPeak(long pid) throws IOException {
        Files.writeString(Path.of("/proc/" + pid + "/clear_refs"), "5");
    }

    /** Memory of the whole machine that could be given to new processes, in kB. */
    static long availableKilobytes() {
        return kilobytes(Path.of("/proc/meminfo"), "MemAvailable:");
    }

    private static long kilobytes(Path file, String key) {
        return read(file)
                .lines()
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    /** Empty when the process has ended. */
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
