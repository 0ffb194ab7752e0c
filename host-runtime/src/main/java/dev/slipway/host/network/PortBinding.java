package dev.slipway.host.network;

/**
 * A published port.
 *
 * @param containerPort inside
 * @param protocol "tcp" or "udp"
 * @param hostIp where to listen; "" = every address
 * @param hostPort 0 = any free one
 */
public record PortBinding(int containerPort, String protocol, String hostIp, int hostPort) {}
