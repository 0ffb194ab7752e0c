package dev.slipway.source;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Which hosts may be fetched from: public ones, and private ones an operator has named. */
@ApplicationScoped
public class Addresses {

    private final List<String> named;

    @Inject
    Addresses(SourceConfig config) {
        this(config.allowPrivateGit().orElse(List.of()));
    }

    Addresses(List<String> named) {
        this.named = named.stream()
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .toList();
    }

    /**
     * Passes when every address of the host may be used.
     *
     * @throws SourceFailure when the host is unknown or one of its addresses is private and not named
     */
    public void require(String host) {
        resolve(host);
    }

    /**
     * An address of the host, when every one of them may be used. Whoever connects to it, and not to the name, cannot be led
     * elsewhere by a name that changes meanwhile.
     *
     * @throws SourceFailure when the host is unknown or one of its addresses is private and not named
     */
    public InetAddress resolve(String host) {
        InetAddress[] found;
        try {
            found = InetAddress.getAllByName(host);
        } catch (UnknownHostException unknown) {
            throw new SourceFailure("host \"" + host + "\" is not known; check the repository's address");
        }
        if (named.contains(host.toLowerCase(Locale.ROOT))) {
            return found[0];
        }
        for (InetAddress address : found) {
            if (isPrivate(address) && !named.contains(address.getHostAddress())) {
                throw new SourceFailure("host \"" + host + "\" is the private address " + address.getHostAddress()
                        + ", which apps may not reach into; an operator can name it in SLIPWAY_ALLOW_PRIVATE_GIT");
            }
        }
        return found[0];
    }

    static boolean isPrivate(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || inReservedRange(address.getAddress());
    }

    private static boolean inReservedRange(byte[] bytes) {
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        if (bytes.length == 4) {
            return first == 0
                    || first >= 240
                    || (first == 100 && second >= 64 && second < 128) // carrier-grade NAT
                    || (first == 192 && second == 0 && bytes[2] == 0)
                    || (first == 198 && (second == 18 || second == 19));
        }
        boolean uniqueLocal = (first & 0xfe) == 0xfc;
        boolean nat64 = first == 0 && second == 0x64;
        boolean sixToFour = first == 0x20 && second == 0x02;
        return uniqueLocal || nat64 || sixToFour || allZero(Arrays.copyOf(bytes, 12));
    }

    private static boolean allZero(byte[] bytes) {
        for (byte one : bytes) {
            if (one != 0) {
                return false;
            }
        }
        return true;
    }
}
