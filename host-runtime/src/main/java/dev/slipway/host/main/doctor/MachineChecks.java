package dev.slipway.host.main.doctor;

import dev.slipway.host.linux.NativeMemory;
import dev.slipway.host.linux.SmallFile;
import dev.slipway.host.linux.Sys;
import dev.slipway.host.linux.SyscallNumber;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.List;

/** Memory, clock, limits, ports. */
final class MachineChecks {
    private static final long MIB = 1L << 20;
    /** Engine, control plane, database, and one build. */
    private static final long NEEDED_MEMORY = 1024 * MIB;

    private static final long WANTED_FREE = 512 * MIB;
    /** Seven of them for each container: pipes, process and shim, events. */
    private static final long WANTED_DESCRIPTORS = 16_384;

    private static final long WANTED_PIDS = 32_768;
    /** Before this the software did not exist; certificates of today are not valid yet then. */
    private static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");

    private static final int TIMEX_BYTES = 208;
    private static final int TIMEX_STATUS = 40;
    private static final int STA_UNSYNC = 0x0040;

    private MachineChecks() {}

    static List<Finding> all() {
        return List.of(
                memory("MemTotal", NEEDED_MEMORY, true),
                memory("MemAvailable", WANTED_FREE, false),
                clock(),
                clockSource(),
                descriptors(),
                pids());
    }

    private static Finding memory(String key, long least, boolean needed) {
        long bytes = SmallFile.read("/proc/meminfo")
                .lines()
                .filter(line -> line.startsWith(key + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElse(0);
        String found = bytes / MIB + " MiB";
        return needed
                ? Finding.needed(bytes >= least, "memory", found, "give the machine at least " + least / MIB + " MiB")
                : Finding.wanted(bytes >= least, "memory not in use", found, "stop something, or add memory");
    }

    private static Finding clock() {
        Instant now = Instant.now();
        return Finding.needed(now.isAfter(BUILT), "clock", now.toString(), "set it: timedatectl set-ntp true");
    }

    /** adjtimex(2) in its reading form. */
    private static Finding clockSource() {
        try (NativeMemory timex = new NativeMemory(TIMEX_BYTES)) {
            Sys.call("read", "clock state", SyscallNumber.ADJTIMEX, timex.address());
            boolean kept = (timex.getInt(TIMEX_STATUS) & STA_UNSYNC) == 0;
            return Finding.wanted(
                    kept,
                    "clock kept by a time service",
                    kept ? "yes" : "no",
                    "install chrony or systemd-timesyncd; certificates and log times need a true clock");
        }
    }

    private static Finding descriptors() {
        long most = SmallFile.read("/proc/self/limits")
                .lines()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.split("\\s{2,}")[2])
                .mapToLong(limit -> limit.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(limit))
                .findFirst()
                .orElse(0);
        return Finding.wanted(
                most >= WANTED_DESCRIPTORS,
                "open files",
                most + " allowed",
                "raise the hard limit (LimitNOFILE= of the service, or ulimit -Hn): each container takes seven");
    }

    private static Finding pids() {
        long most = Long.parseLong(SmallFile.read("/proc/sys/kernel/pid_max").strip());
        return Finding.wanted(
                most >= WANTED_PIDS, "process numbers", most + " allowed", "sysctl -w kernel.pid_max=4194304");
    }

    /** Whether the router could listen. */
    static Finding port(String address, int port) {
        String check = "port " + port + " for apps";
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(address), port));
            return Finding.ok(check, "free");
        } catch (IOException e) {
            return Finding.fail(
                    check, "in use or not allowed: " + e.getMessage(), "set SLIPWAY_APPS_PORT to a free port");
        }
    }
}
