package dev.slipway.host.api.containers;

import java.time.Duration;

/** Durations as Docker's {@code ps} says them; clients print the text as it comes. */
final class Ago {
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long WEEK = 7 * DAY;
    private static final long MONTH = 30 * DAY;
    private static final long YEAR = 365 * DAY;
    /** Up to here minutes are counted; beyond, "about an hour". */
    private static final long MINUTES_END = 46 * MINUTE;

    private Ago() {}

    static String of(Duration duration) {
        long seconds = duration.toSeconds();
        long hours = (seconds + HOUR / 2) / HOUR;
        if (seconds < 1) {
            return "Less than a second";
        } else if (seconds < MINUTE) {
            return seconds == 1 ? "1 second" : seconds + " seconds";
        } else if (seconds < 2 * MINUTE) {
            return "About a minute";
        } else if (seconds < MINUTES_END) {
            return seconds / MINUTE + " minutes";
        } else if (hours <= 1) {
            return "About an hour";
        } else if (seconds < 2 * DAY) {
            return hours + " hours";
        } else if (seconds < 2 * WEEK) {
            return seconds / DAY + " days";
        } else if (seconds < 2 * MONTH) {
            return seconds / WEEK + " weeks";
        } else if (seconds < 2 * YEAR) {
            return seconds / MONTH + " months";
        }
        return seconds / YEAR + " years";
    }
}
