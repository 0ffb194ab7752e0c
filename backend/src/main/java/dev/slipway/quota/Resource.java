package dev.slipway.quota;

import java.util.Locale;

/** What is limited for each team. */
public enum Resource {
    /** Processors. */
    CPUS("processors", "of all instances"),
    /** Bytes. */
    MEMORY("bytes of memory", "of all instances"),
    /** Containers that are wanted. */
    INSTANCES("instances", "of all apps"),
    /** Bytes. */
    DISK("bytes of disk", "of images, files and volumes"),
    /** Minutes in a calendar month. */
    BUILD_MINUTES("minutes of building", "in this month"),
    /** Bytes. */
    LOG_BYTES("bytes of logs", "of builds and instances"),
    /** Bytes. */
    REGISTRY_BYTES("bytes in the registry", "of all images");

    final String unit;
    final String of;

    Resource(String unit, String of) {
        this.unit = unit;
        this.of = of;
    }

    /** As the API names it: {@code buildMinutes}. */
    String word() {
        String[] parts = name().toLowerCase(Locale.ROOT).split("_", -1);
        return parts.length == 1
                ? parts[0]
                : parts[0] + Character.toUpperCase(parts[1].charAt(0)) + parts[1].substring(1);
    }
}
