package dev.slipway.host.network;

/**
 * A published port.
 *
 * @param containerPort inside
 * @param protocol "tcp" or "udp"
 * @param hostIp where to listen; "" = every address, "0.0.0.0" every one of IPv4, "::" every one of IPv6
 * @param hostPort 0 = any free one
 * @param lastHostPort any free one from {@code hostPort} up to this; the same where there is no choice
 */
public record PortBinding(int containerPort, String protocol, String hostIp, int hostPort, int lastHostPort) {
    /** On which of the host's addresses it is. */
    enum Reach {
        EVERYWHERE,
        ALL_IPV4,
        ALL_IPV6,
        ONE_IPV4,
        ONE_IPV6
    }

    /** With one host port, or any for 0. */
    public PortBinding(int containerPort, String protocol, String hostIp, int hostPort) {
        this(containerPort, protocol, hostIp, hostPort, hostPort);
    }

    Reach reach() {
        return switch (hostIp) {
            case "" -> Reach.EVERYWHERE;
            case "0.0.0.0" -> Reach.ALL_IPV4;
            case "::" -> Reach.ALL_IPV6;
            default -> hostIp.indexOf(':') < 0 ? Reach.ONE_IPV4 : Reach.ONE_IPV6;
        };
    }

    /** On {@code port}. */
    PortBinding at(int port) {
        return new PortBinding(containerPort, protocol, hostIp, port);
    }

    /** On {@code ip} where it names no address itself. */
    PortBinding defaultingTo(String ip) {
        return hostIp.isEmpty() ? new PortBinding(containerPort, protocol, ip, hostPort, lastHostPort) : this;
    }
}
