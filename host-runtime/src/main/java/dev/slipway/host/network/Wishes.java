package dev.slipway.host.network;

import dev.slipway.host.base.EngineException;
import java.math.BigInteger;

/** Addresses that a caller chose, as numbers; 400 for what is none. */
final class Wishes {
    private Wishes() {}

    static int address(String text) {
        try {
            return Ipv4.parse(text);
        } catch (IllegalArgumentException e) {
            throw EngineException.invalid("invalid IPv4 address: " + text);
        }
    }

    static BigInteger address6(String text) {
        try {
            return Ipv6.parse(text);
        } catch (IllegalArgumentException e) {
            throw EngineException.invalid("invalid IPv6 address: " + text);
        }
    }

    static byte[] mac(String text) {
        try {
            return Mac.bytes(text);
        } catch (IllegalArgumentException e) {
            throw EngineException.invalid(
                    "invalid MAC address '" + text + "': six pairs of hexadecimal digits of one interface");
        }
    }
}
