package dev.slipway.cli.context;

import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.base.Failure;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/**
 * A server and the token for it.
 *
 * @param address without a path, for example {@code https://slipway.example.org}
 * @param token a secret; empty when signed out
 */
public record Server(URI address, String token) {

    private static final Set<String> SCHEMES = Set.of("http", "https");

    /** Reads an address as people type it. */
    public static URI address(String text) {
        String whole = text.contains("://") ? text : "https://" + text;
        try {
            URI uri = new URI(whole.replaceAll("/+$", ""));
            if (SCHEMES.contains(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && (uri.getPath() == null || uri.getPath().isEmpty())
                    && uri.getQuery() == null) {
                return uri;
            }
        } catch (URISyntaxException malformed) {
            throw wrong(text);
        }
        throw wrong(text);
    }

    private static Failure wrong(String text) {
        return new Failure(
                ExitCode.USAGE,
                "\"" + text + "\" is no address of a server; write one like https://slipway.example.org");
    }

    /** Shows no token. */
    @Override
    public String toString() {
        return "Server[" + address + "]";
    }
}
