package dev.slipway.host.network;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** IPv4 addresses as numbers: 10.0.0.1 is 0x0a000001. */
final class Ipv4 {
    private static final Pattern DOTTED = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final int OCTET = 0xff;

    private Ipv4() {}

    /** @throws IllegalArgumentException for anything but four numbers up to 255 */
    static int parse(String text) {
        Matcher matcher = DOTTED.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not an IPv4 address: '" + text + "'");
        }
        int address = 0;
        for (int group = 1; group <= 4; group++) {
            int octet = Integer.parseInt(matcher.group(group));
            if (octet > OCTET) {
                throw new IllegalArgumentException("not an IPv4 address: '" + text + "'");
            }
            address = address << 8 | octet;
        }
        return address;
    }

    static String text(int address) {
        return (address >>> 24) + "." + (address >>> 16 & OCTET) + "." + (address >>> 8 & OCTET) + "."
                + (address & OCTET);
    }

    /** Network byte order. */
    static byte[] bytes(int address) {
        return new byte[] {(byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address};
    }

    /** A MAC address that belongs to the IPv4 address: locally administered, so a neighbour entry never goes stale. */
    static byte[] mac(int address) {
        byte[] four = bytes(address);
        return new byte[] {0x02, 0x73, four[0], four[1], four[2], four[3]};
    }

    static String macText(int address) {
        StringBuilder text = new StringBuilder();
        for (byte octet : mac(address)) {
            text.append(text.isEmpty() ? "" : ":").append(String.format(Locale.ROOT, "%02x", octet));
        }
        return text.toString();
    }
}
