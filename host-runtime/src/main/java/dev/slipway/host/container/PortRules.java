package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.image.ImageConfig.Run;
import dev.slipway.host.network.PortBinding;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which ports are published where, from Docker's PortBindings and PublishAllPorts. Pure. */
final class PortRules {
    private static final int MAX_PORT = 65_535;

    private PortRules() {}

    /** @throws EngineException INVALID for a malformed port or address */
    static List<PortBinding> of(ContainerConfig.HostConfig host, Run run) {
        List<PortBinding> bindings = new ArrayList<>();
        Map<String, List<Map<String, String>>> wanted = host.portBindings() == null ? Map.of() : host.portBindings();
        wanted.forEach((port, places) -> {
            for (Map<String, String> place :
                    places == null || places.isEmpty() ? List.of(Map.<String, String>of()) : places) {
                bindings.add(binding(port, place.get("HostIp"), place.get("HostPort")));
            }
        });
        if (host.publishAllPorts() && run.exposedPorts() != null) {
            run.exposedPorts().keySet().stream()
                    .filter(port -> !wanted.containsKey(port))
                    .forEach(port -> bindings.add(binding(port, "", "0")));
        }
        return bindings;
    }

    /**
     * @param port {@code "80/tcp"}, {@code "80"}
     * @param hostPort {@code "8080"}, {@code "8080-8090"} for any of these, {@code ""} for any at all
     */
    private static PortBinding binding(String port, @Nullable String hostIp, @Nullable String hostPort) {
        int slash = port.indexOf('/');
        String protocol = slash < 0 ? "tcp" : port.substring(slash + 1);
        if (!protocol.equals("tcp") && !protocol.equals("udp")) {
            throw EngineException.invalid("invalid port '" + port + "': protocol must be tcp or udp");
        }
        String range = hostPort == null || hostPort.isEmpty() ? "0" : hostPort;
        int dash = range.indexOf('-');
        int first = number(dash < 0 ? range : range.substring(0, dash), range);
        int last = dash < 0 ? first : number(range.substring(dash + 1), range);
        if (last < first) {
            throw EngineException.invalid("invalid port range \"" + range + "\": its end is before its start");
        }
        return new PortBinding(
                number(slash < 0 ? port : port.substring(0, slash), port), protocol, address(hostIp), first, last);
    }

    private static String address(@Nullable String hostIp) {
        if (hostIp == null || hostIp.isEmpty()) {
            return "";
        }
        try {
            String literal =
                    hostIp.startsWith("[") && hostIp.endsWith("]") ? hostIp.substring(1, hostIp.length() - 1) : hostIp;
            InetAddress parsed = InetAddress.ofLiteral(literal);
            if (parsed instanceof Inet4Address) {
                return parsed.getHostAddress();
            }
            return parsed.isAnyLocalAddress() ? "::" : literal.toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw EngineException.invalid("invalid host IP address '" + hostIp + "' of a published port");
        }
    }

    private static int number(String text, String shown) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 0 && number <= MAX_PORT) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, with what was given.
        }
        throw EngineException.invalid("invalid port specification: \"" + shown + "\"");
    }
}
