package dev.slipway.host.network;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** IPv6 addresses as numbers. */
final class Ipv6 {
    static final int BITS = 128;
    private static final int BYTES = 16;
    private static final int GROUPS = 8;
    private static final int GROUP_BITS = 16;
    private static final BigInteger GROUP = BigInteger.valueOf(0xffff);

    private Ipv6() {}

    /** @throws IllegalArgumentException for anything but an address in one of RFC 4291's forms, without a zone */
    static BigInteger parse(String text) {
        if (text.indexOf(':') >= 0 && text.indexOf('%') < 0) {
            InetAddress address = InetAddress.ofLiteral(text);
            if (address instanceof Inet6Address) {
                return new BigInteger(1, address.getAddress());
            }
        }
        throw new IllegalArgumentException("not an IPv6 address: '" + text + "'");
    }

    /** RFC 5952: lower case, the longest run of zero groups as {@code ::}. */
    static String text(BigInteger address) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] =
                    address.shiftRight((GROUPS - 1 - i) * GROUP_BITS).and(GROUP).intValue();
        }
        int start = -1;
        int length = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
        }
        if (start < 0) {
            return join(groups, 0, GROUPS);
        }
        return join(groups, 0, start) + "::" + join(groups, start + length, GROUPS);
    }

    private static String join(int[] groups, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(i == from ? "" : ":").append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }

    /** Network byte order. */
    static byte[] bytes(BigInteger address) {
        byte[] all = new byte[BYTES];
        byte[] some = address.toByteArray();
        int length = Math.min(BYTES, some.length);
        System.arraycopy(some, some.length - length, all, BYTES - length, length);
        return all;
    }

    static InetAddress address(BigInteger address) {
        try {
            return InetAddress.getByAddress(bytes(address));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("sixteen bytes are an address", e);
        }
    }
}
