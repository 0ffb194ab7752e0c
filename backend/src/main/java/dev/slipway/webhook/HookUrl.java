package dev.slipway.webhook;

import dev.slipway.platform.Problem;
import dev.slipway.source.Addresses;
import dev.slipway.source.SourceFailure;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/** The address of a webhook: http or https, a host, nothing secret in it that would be shown to the team. */
final class HookUrl {

    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final String EXAMPLE = "write something like https://ci.example.org/slipway";

    private HookUrl() {}

    /**
     * The address, when events may be sent there. Looked up again before each delivery.
     *
     * @throws Problem when it is none, or private
     */
    static String checked(String written, Addresses addresses) {
        URI url;
        try {
            url = new URI(written.strip());
        } catch (URISyntaxException malformed) {
            throw Problem.invalid("url", "is not an address; " + EXAMPLE);
        }
        if (url.getScheme() == null || !SCHEMES.contains(url.getScheme()) || url.getHost() == null) {
            throw Problem.invalid("url", "must begin with https:// or http:// and name a host; " + EXAMPLE);
        }
        if (url.getUserInfo() != null || url.getFragment() != null) {
            throw Problem.invalid("url", "must have neither user name nor fragment; the signature proves the sender");
        }
        try {
            addresses.resolve(host(url));
        } catch (SourceFailure refused) {
            throw Problem.invalid("url", String.valueOf(refused.getMessage()));
        }
        return url.toString();
    }

    static String host(URI url) {
        return url.getHost().replaceAll("^\\[|]$", "");
    }
}
