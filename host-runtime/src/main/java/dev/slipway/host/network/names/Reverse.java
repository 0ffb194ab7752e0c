package dev.slipway.host.network.names;

import java.math.BigInteger;
import java.util.List;

/** The names under which addresses are asked for: RFC 1035, 3.5, and RFC 3596, 2.5. */
final class Reverse {
    private static final int OCTET = 0xff;
    private static final int NIBBLES = 32;
    private static final int NIBBLE_BITS = 4;
    private static final BigInteger NIBBLE = BigInteger.valueOf(0xf);

    private Reverse() {}

    static List<String> names(NameTable.Host host) {
        String four = four(host.address());
        return host.six() == null ? List.of(four) : List.of(four, six(host.six()));
    }

    private static String four(int address) {
        return (address & OCTET) + "." + (address >>> 8 & OCTET) + "." + (address >>> 16 & OCTET) + "."
                + (address >>> 24) + ".in-addr.arpa";
    }

    private static String six(BigInteger address) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < NIBBLES; i++) {
            int nibble = address.shiftRight(i * NIBBLE_BITS).and(NIBBLE).intValue();
            name.append(Integer.toHexString(nibble)).append('.');
        }
        return name + "ip6.arpa";
    }
}
