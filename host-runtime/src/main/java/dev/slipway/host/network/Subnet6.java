package dev.slipway.host.network;

import java.math.BigInteger;

/**
 * A block of IPv6 addresses.
 *
 * @param prefix leading bits, 0…128
 */
record Subnet6(BigInteger base, int prefix) {
    Subnet6 {
        base = base.shiftRight(Ipv6.BITS - prefix).shiftLeft(Ipv6.BITS - prefix);
    }

    /** @throws IllegalArgumentException unless {@code text} is an address and a prefix length */
    static Subnet6 parse(String text) {
        int slash = text.indexOf('/');
        int prefix = slash < 0 ? -1 : Integer.parseInt(text.substring(slash + 1));
        if (prefix < 0 || prefix > Ipv6.BITS) {
            throw new IllegalArgumentException("not an IPv6 block: '" + text + "'");
        }
        return new Subnet6(Ipv6.parse(text.substring(0, slash)), prefix);
    }

    /** The {@code offset}th address. */
    BigInteger at(long offset) {
        return base.add(BigInteger.valueOf(offset));
    }

    boolean contains(BigInteger address) {
        return address.shiftRight(Ipv6.BITS - prefix).equals(base.shiftRight(Ipv6.BITS - prefix));
    }

    boolean overlaps(Subnet6 other) {
        int bits = Ipv6.BITS - Math.min(prefix, other.prefix);
        return base.shiftRight(bits).equals(other.base.shiftRight(bits));
    }

    @Override
    public String toString() {
        return Ipv6.text(base) + "/" + prefix;
    }
}
