package dev.slipway.e2e.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/** Prints figures as rows that can be pasted into the benchmark document. */
final class Figures {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double P95 = 0.95;
    private static final double P99 = 0.99;

    private final String bench;

    Figures(String bench) {
        this.bench = bench;
    }

    /** Milliseconds of each round. */
    void millis(String what, double[] millis) {
        line(
                "%-48s min %7.2f  median %7.2f  p95 %7.2f  p99 %7.2f ms  (n=%d)",
                what,
                Arrays.stream(millis).min().orElse(0),
                median(millis),
                quantile(millis, P95),
                quantile(millis, P99),
                millis.length);
    }

    /** The figure that counts. */
    void ratio(String what, double ratio, String goal) {
        line("%-48s RATIO %.2f (goal: %s)", what, ratio, goal);
    }

    void line(String format, Object... values) {
        System.out.println("bench " + bench + ": " + String.format(Locale.ROOT, format, values));
    }

    static double median(double[] values) {
        return quantile(values, 0.5);
    }

    static double quantile(double[] values, double quantile) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.min(sorted.length - 1, (int) (sorted.length * quantile))];
    }

    static double millis(Act act) throws IOException {
        long begin = System.nanoTime();
        act.run();
        return (System.nanoTime() - begin) / NANOS_PER_MILLI;
    }

    /** What is measured. */
    @FunctionalInterface
    interface Act {
        void run() throws IOException;
    }
}
