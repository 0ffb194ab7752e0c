package dev.slipway.host.registry;

import dev.slipway.host.image.Reference;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where a registry is. Plain HTTP is spoken only to this machine itself and to hosts the operator lists.
 *
 * @param host as in references
 */
record RegistryAddress(String host, URI base) {
    private static final String DOCKER_HUB = "https://registry-1.docker.io";
    private static final Pattern LOOPBACK = Pattern.compile("(localhost|127\\.[0-9.]+|\\[::1\\])(:[0-9]+)?");

    static RegistryAddress of(String host, Set<String> insecure) {
        if (host.equals(Reference.DEFAULT_HOST)) {
            return new RegistryAddress(host, URI.create(DOCKER_HUB));
        }
        boolean plain = isLoopback(host) || insecure.contains(host);
        return new RegistryAddress(host, URI.create((plain ? "http://" : "https://") + host));
    }

    private static boolean isLoopback(String host) {
        return LOOPBACK.matcher(host).matches();
    }

    /** The same registry by TLS: for one on this machine that does not speak plain HTTP. */
    RegistryAddress secure() {
        return new RegistryAddress(host, URI.create("https://" + host));
    }

    boolean isPlain() {
        return base.getScheme().equals("http");
    }

    URI resolve(String path) {
        return URI.create(base + path);
    }

    /** Whether {@code uri} is on the registry's own host and port; only there may its credentials go. */
    boolean owns(URI uri) {
        return uri.getScheme().equals(base.getScheme())
                && String.valueOf(uri.getAuthority()).equals(base.getAuthority());
    }

    /**
     * Whether an answer of this registry may send the engine to {@code uri}: by HTTPS anywhere public; a registry in a
     * private network also into that. Else a registry of a stranger could have this host fetch from its neighbours.
     */
    boolean mayLeadTo(URI uri) {
        boolean web = "https".equals(uri.getScheme()) || (isPlain() && "http".equals(uri.getScheme()));
        if (!web || uri.getHost() == null) {
            return false;
        }
        return !isPrivate(uri.getHost()) || isPrivate(base.getHost());
    }

    private static boolean isPrivate(String host) {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                boolean inner = address.isLoopbackAddress()
                        || address.isLinkLocalAddress()
                        || address.isSiteLocalAddress()
                        || address.isAnyLocalAddress()
                        || (address.getAddress().length == 16 && (address.getAddress()[0] & 0xFE) == 0xFC);
                if (inner) {
                    return true;
                }
            }
            return false;
        } catch (UnknownHostException e) {
            // The connection will fail by itself; a proxy may know the name.
            return false;
        }
    }
}
