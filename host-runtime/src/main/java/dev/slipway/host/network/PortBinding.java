package dev.slipway.host.network;

/**
 * A published port.
 *
 * @param containerPort inside
 * @param protocol "tcp" or "udp"
 * @param hostIp where to listen; "" = every address
 * @param hostPort 0 = any free one
 */
public record PortBinding(int containerPort, String protocol, String hostIp, int hostPort) {
    /** Whether it listens on every address of the host. */
    boolean everywhere() {
        return hostIp.isEmpty() || hostIp.equals("0.0.0.0") || hostIp.equals("::");
    }
}
