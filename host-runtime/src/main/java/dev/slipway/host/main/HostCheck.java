package dev.slipway.host.main;

import dev.slipway.host.api.system.Host;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether this host can carry an engine; everything that is missing is said at once. */
final class HostCheck {
    /** First kernel whose overlay takes idmapped layers by descriptor (fsconfig FSCONFIG_SET_FD on lowerdir+). */
    private static final int MAJOR = 6;

    private static final int MINOR = 13;
    private static final Pattern RELEASE = Pattern.compile("(\\d+)\\.(\\d+).*");
    private static final Pattern ROOT = Pattern.compile("Uid:\\s+0\\s+0\\s.*");
    private static final List<String> PROGRAM_FOLDERS = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");

    private HostCheck() {}

    /** UNAVAILABLE with one sentence for each thing missing. */
    static void run() {
        List<String> problems = new ArrayList<>();
        if (!isRoot()) {
            problems.add("the engine must run as root, since it makes namespaces, mounts and network links");
        }
        String release = new Host().kernel();
        Matcher version = RELEASE.matcher(release);
        if (!version.matches() || !isNewEnough(version)) {
            problems.add("kernel " + release + " is too old: " + MAJOR + "." + MINOR + " or newer is needed for overlay"
                    + " file systems over idmapped layers");
        }
        if (PROGRAM_FOLDERS.stream().noneMatch(folder -> Files.isExecutable(Path.of(folder, "nft")))) {
            problems.add("program 'nft' is missing: install the package nftables");
        }
        if (!problems.isEmpty()) {
            throw new EngineException(ErrorKind.UNAVAILABLE, String.join("; ", problems));
        }
    }

    private static boolean isNewEnough(Matcher version) {
        int major = Integer.parseInt(version.group(1));
        return major > MAJOR || (major == MAJOR && Integer.parseInt(version.group(2)) >= MINOR);
    }

    private static boolean isRoot() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .anyMatch(line -> ROOT.matcher(line).matches());
        } catch (IOException e) {
            throw EngineException.internal("cannot read '/proc/self/status': " + e, e);
        }
    }
}
