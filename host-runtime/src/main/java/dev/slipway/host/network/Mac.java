package dev.slipway.host.network;

import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/** Hardware addresses of Ethernet. */
final class Mac {
    private static final Pattern FORM = Pattern.compile("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}");
    private static final int MULTICAST = 1;
    private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

    private Mac() {}

    /** @throws IllegalArgumentException for anything but the address of one interface */
    static byte[] bytes(String text) {
        if (FORM.matcher(text).matches()) {
            byte[] address = COLONS.parseHex(text.toLowerCase(Locale.ROOT));
            if ((address[0] & MULTICAST) == 0) {
                return address;
            }
        }
        throw new IllegalArgumentException("not a MAC address: '" + text + "'");
    }
}
