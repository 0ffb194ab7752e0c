package dev.slipway.host.network;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.Set;

/** Which IPv6 addresses of one network are given out. */
final class Addresses6 {
    private final Subnet6 subnet;
    private final BigInteger gateway;
    private final Set<BigInteger> taken = new HashSet<>();

    Addresses6(Subnet6 subnet, BigInteger gateway) {
        this.subnet = subnet;
        this.gateway = gateway;
    }

    /** The address with the host part of the container's IPv4 address, so that people recognise it; else one behind it. */
    BigInteger take(String network, int hostPart) {
        BigInteger candidate = subnet.at(hostPart);
        while (candidate.equals(gateway) || taken.contains(candidate)) {
            candidate = candidate.add(BigInteger.ONE);
        }
        if (!subnet.contains(candidate)) {
            throw new EngineException(
                    ErrorKind.UNAVAILABLE,
                    "no available IPv6 addresses on this network's address pools: all of network '" + network + "', "
                            + subnet + ", are in use; make a network with a larger subnet");
        }
        taken.add(candidate);
        return candidate;
    }

    /** Gives out {@code wished}. */
    BigInteger takeWished(String network, BigInteger wished) {
        String text = Ipv6.text(wished);
        if (!subnet.contains(wished)) {
            throw EngineException.invalid("invalid endpoint settings: no configured subnet contains IP address " + text
                    + ": network '" + network + "' is " + subnet);
        }
        if (wished.equals(gateway) || wished.equals(subnet.base()) || !taken.add(wished)) {
            throw new EngineException(
                    ErrorKind.FORBIDDEN,
                    "Address already in use: " + text + " in network '" + network + "'; choose another one");
        }
        return wished;
    }

    void keep(BigInteger address) {
        taken.add(address);
    }

    void free(BigInteger address) {
        taken.remove(address);
    }
}
