package dev.slipway.host.library;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The part of the machine's apt configuration (as {@code apt-config dump} prints it) that containers need to reach the same
 * archive: proxies, time-outs, checks that a mirror makes necessary to relax. Credentials are never among it.
 */
final class AptSettings {
    private static final Pattern WANTED = Pattern.compile(
            "^Acquire::(?:(?:http|https|ftp)::\\S+|Retries|Check-Valid-Until|Check-Date|Max-ValidTime|ForceIPv[46]|Proxy\\S*)"
                    + " \"[^\"]+\";$",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern LOOPBACK_PROXY =
            Pattern.compile("proxy\\S* \"(?:https?://)?(?:localhost|127\\.|\\[::1])", Pattern.CASE_INSENSITIVE);
    private static final Pattern WITH_PASSWORD = Pattern.compile("://[^/\"\\s]+@");

    /** What the official images set: no caches, no translations, small lists, no suggestions kept. */
    private static final String CONTAINER = """
            DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };
            APT::Update::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };
            Acquire::Languages "none";
            Acquire::GzipIndexes "true";
            APT::AutoRemove::SuggestsImportant "false";
            APT::Sandbox::User "root";
            """;

    private AptSettings() {}

    /** The configuration file for containers. */
    static String forContainers(List<String> dump) {
        String site = String.join("\n", site(dump));
        return site.isEmpty() ? CONTAINER : CONTAINER + site + "\n";
    }

    /** What a person should know: settings that will not work inside containers. */
    static List<String> warnings(List<String> dump) {
        return dump.stream()
                .filter(line -> LOOPBACK_PROXY.matcher(line).find())
                .map(line -> "apt's proxy is on the host's loopback address, which containers cannot reach: " + line)
                .toList();
    }

    private static List<String> site(List<String> dump) {
        return dump.stream()
                .filter(line -> WANTED.matcher(line).matches())
                .filter(line -> !WITH_PASSWORD.matcher(line).find())
                .sorted()
                .toList();
    }
}
