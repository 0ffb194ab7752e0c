package dev.slipway.host.api.system;

import dev.slipway.host.base.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel says about this machine. */
public final class Host {
    private static final long KIBIBYTE = 1024;

    /** The engine's own version, from the jar's manifest; "dev" when run from classes. */
    public static String version() {
        String version = Host.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }

    /** As Go names it: "amd64", "arm64". */
    public String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    }

    /** As uname(2) names it. */
    public String machine() {
        return architecture().equals("arm64") ? "aarch64" : "x86_64";
    }

    public String kernel() {
        return read("/proc/sys/kernel/osrelease").strip();
    }

    public String name() {
        return read("/proc/sys/kernel/hostname").strip();
    }

    public int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** All of the machine's memory. */
    public long memoryBytes() {
        return read("/proc/meminfo")
                .lines()
                .filter(line -> line.startsWith("MemTotal:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIBIBYTE)
                .findFirst()
                .orElse(0);
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw EngineException.internal("cannot read '" + file + "': " + e, e);
        }
    }
}
