package dev.slipway.host.build;

import java.net.Inet4Address;
import java.net.InetAddress;

/** Which addresses belong to the public internet (IANA special-purpose registries); everything else may be the host's own network. */
final class PublicAddress {
    private PublicAddress() {}

    static boolean is(InetAddress address) {
        boolean special = address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress();
        byte[] bytes = address.getAddress();
        return !special && (address instanceof Inet4Address ? isPublic4(bytes) : isPublic6(bytes));
    }

    private static boolean isPublic4(byte[] bytes) {
        int a = bytes[0] & 0xFF;
        int b = bytes[1] & 0xFF;
        int c = bytes[2] & 0xFF;
        boolean shared = a == 100 && b >= 64 && b < 128;
        boolean protocol = a == 192 && b == 0 && (c == 0 || c == 2);
        boolean benchmark = a == 198 && (b == 18 || b == 19);
        boolean documents = (a == 198 && b == 51 && c == 100) || (a == 203 && b == 0 && c == 113);
        return a != 0 && a < 224 && !shared && !protocol && !benchmark && !documents;
    }

    /** Global unicast 2000::/3 without those that carry an IPv4 address (6to4, Teredo). */
    private static boolean isPublic6(byte[] bytes) {
        int first = number(bytes[0], bytes[1]);
        int second = number(bytes[2], bytes[3]);
        boolean teredo = first == 0x2001 && second == 0;
        boolean documents = first == 0x2001 && second == 0xdb8;
        return (first & 0xE000) == 0x2000 && first != 0x2002 && !teredo && !documents;
    }

    private static int number(byte high, byte low) {
        return ((high & 0xFF) << 8) | (low & 0xFF);
    }
}
