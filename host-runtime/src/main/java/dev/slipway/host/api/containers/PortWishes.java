package dev.slipway.host.api.containers;

import dev.slipway.host.base.EngineException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ports of a {@code publish} or {@code expose} filter: {@code 80}, {@code 80/udp}, {@code 8000-8080/tcp}. */
record PortWishes(List<Range> ranges) {
    private static final Pattern PORTS = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?(?:/(tcp|udp|sctp))?");

    private record Range(int first, int last, String protocol) {
        boolean has(int port, String used) {
            return first <= port && port <= last && protocol.equals(used);
        }
    }

    static PortWishes of(String key, List<String> values) {
        List<Range> ranges = new ArrayList<>();
        for (String value : values) {
            Matcher ports = PORTS.matcher(value);
            if (!ports.matches()) {
                throw EngineException.invalid("invalid filter '" + key + "=" + value
                        + "': must be a port or a range, with or without a protocol, like 80 or 8000-8080/udp");
            }
            int first = Integer.parseInt(ports.group(1));
            ranges.add(new Range(
                    first,
                    ports.group(2) == null ? first : Integer.parseInt(ports.group(2)),
                    ports.group(3) == null ? "tcp" : ports.group(3)));
        }
        return new PortWishes(ranges);
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** Whether nothing was wished, or one of {@code ports}, written as {@code 80/tcp}, was. */
    boolean fits(Collection<String> ports) {
        return ranges.isEmpty() || ports.stream().anyMatch(this::wanted);
    }

    private boolean wanted(String port) {
        String[] parts = port.split("/", 2);
        int number = Integer.parseInt(parts[0]);
        String protocol = parts.length < 2 ? "tcp" : parts[1];
        return ranges.stream().anyMatch(range -> range.has(number, protocol));
    }
}
