package dev.slipway.host.router;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Host names as keys: lower case, no port, no final dot. */
final class HostName {
    private static final int MAX_LENGTH = 253;
    private static final Pattern VALID = Pattern.compile("[a-z0-9]([a-z0-9_-]{0,62})(\\.[a-z0-9]([a-z0-9_-]{0,62}))*");

    private static final Pattern PORT = Pattern.compile("\\d{0,5}");

    private HostName() {}

    /** The key of a Host header such as {@code Shop.Example:8000}; empty when it names no host. */
    static Optional<String> of(String header) {
        String host = header.toLowerCase(Locale.ROOT);
        int colon = host.lastIndexOf(':');
        if (colon >= 0 && host.indexOf(']', colon) < 0) {
            if (!PORT.matcher(host).region(colon + 1, host.length()).matches()) {
                return Optional.empty();
            }
            host = host.substring(0, colon);
        }
        if (host.endsWith(".")) {
            host = host.substring(0, host.length() - 1);
        }
        return host.length() <= MAX_LENGTH && VALID.matcher(host).matches() ? Optional.of(host) : Optional.empty();
    }
}
