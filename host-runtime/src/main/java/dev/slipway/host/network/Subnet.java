package dev.slipway.host.network;

/**
 * A block of IPv4 addresses; the first usable one is the gateway's.
 *
 * @param base network address as a number
 * @param prefix leading bits, 0…30
 */
record Subnet(int base, int prefix) {
    private static final int ADDRESS_BITS = 32;

    Subnet {
        base &= mask(prefix);
    }

    static Subnet parse(String text) {
        int slash = text.indexOf('/');
        return new Subnet(Ipv4.parse(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    int gateway() {
        return base + 1;
    }

    /** Lowest address for a container. */
    int first() {
        return base + 2;
    }

    /** Highest address for a container; the one above is for broadcasts. */
    int last() {
        return (base | ~mask(prefix)) - 1;
    }

    boolean contains(int address) {
        return (address & mask(prefix)) == base;
    }

    boolean overlaps(Subnet other) {
        int shorter = mask(Math.min(prefix, other.prefix));
        return (base & shorter) == (other.base & shorter);
    }

    @Override
    public String toString() {
        return Ipv4.text(base) + "/" + prefix;
    }

    private static int mask(int prefix) {
        return prefix == 0 ? 0 : -1 << (ADDRESS_BITS - prefix);
    }
}
