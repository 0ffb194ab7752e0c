package dev.slipway.quota;

import java.util.List;
import java.util.stream.Collectors;

/** Hours as CSV, RFC 4180; a field that a spreadsheet would take for a formula is made text. */
final class UsageCsv {

    static final String TITLES = "hour,team_id,app_id,app,cpu_seconds,memory_byte_seconds,sent_bytes";

    private UsageCsv() {}

    static String line(UsageTable.Hour hour) {
        return List.of(
                        hour.hour().toString(),
                        hour.teamId().toString(),
                        hour.appId() == null ? "" : String.valueOf(hour.appId()),
                        text(hour.app()),
                        hour.cpuSeconds().toPlainString(),
                        hour.memoryByteSeconds().toPlainString(),
                        String.valueOf(hour.sentBytes()))
                .stream()
                .collect(Collectors.joining(","));
    }

    /** People choose names of apps: "=cmd|…" must not run in whoever's spreadsheet. */
    private static String text(String name) {
        String harmless = name.matches("[=+\\-@\t\r].*") ? "'" + name : name;
        return harmless.matches("[^,\"\r\n]*") ? harmless : "\"" + harmless.replace("\"", "\"\"") + "\"";
    }
}
