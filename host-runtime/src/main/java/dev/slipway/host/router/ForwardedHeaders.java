package dev.slipway.host.router;

import io.vertx.core.MultiMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Which headers travel on, and what the router says about the client. Nothing the client claims about itself does. */
final class ForwardedHeaders {
    /** Meant for one connection only (RFC 9110, 7.6.1), each connection here has its own. */
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final Set<String> CLAIMS = Set.of(
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-port",
            "x-forwarded-proto",
            "x-real-ip",
            // The router has answered it already.
            "expect");

    private static final Pattern COMMA = Pattern.compile(",");
    private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

    private ForwardedHeaders() {}

    /** Copies a client's request headers into {@code to}. */
    static void request(MultiMap from, MultiMap to, String clientAddress, String host) {
        copy(from, to, CLAIMS);
        to.set("Host", host);
        to.set("X-Forwarded-For", clientAddress);
        to.set("X-Forwarded-Host", host);
        to.set("X-Forwarded-Proto", "http");
    }

    /** Copies an instance's response headers into {@code to}. */
    static void response(MultiMap from, MultiMap to) {
        copy(from, to, Set.of());
    }

    private static void copy(MultiMap from, MultiMap to, Set<String> without) {
        Set<String> named = namedByConnection(from);
        for (Map.Entry<String, String> header : from) {
            String key = header.getKey().toLowerCase(Locale.ROOT);
            if (!HOP_BY_HOP.contains(key) && !without.contains(key) && !named.contains(key)) {
                to.add(header.getKey(), header.getValue());
            }
        }
    }

    /** What the sender meant for this connection only, beside what is always meant so. */
    private static Set<String> namedByConnection(MultiMap headers) {
        Set<String> named = Set.of();
        for (String value : headers.getAll("connection")) {
            for (String word : COMMA.split(value)) {
                String name = word.strip().toLowerCase(Locale.ROOT);
                if (!HOP_BY_HOP.contains(name)) {
                    named = named.isEmpty() ? new HashSet<>() : named;
                    named.add(name);
                }
            }
        }
        return named;
    }

    /**
     * Whether the client asks to speak another protocol on the connection. An offer of HTTP/2 is left unanswered, as a
     * server may: what follows would be requests that nobody here routes.
     */
    static boolean isUpgrade(MultiMap headers) {
        String protocol = headers.get("upgrade");
        return protocol != null
                && !protocol.toLowerCase(Locale.ROOT).contains("h2c")
                && headers.getAll("connection").stream()
                        .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("upgrade"));
    }

    /** Whether the request's length could be understood in two ways, which is how requests are smuggled. */
    static boolean isAmbiguous(MultiMap headers) {
        List<String> encodings = headers.getAll("transfer-encoding");
        List<String> lengths = headers.getAll("content-length");
        boolean oneChunked = encodings.isEmpty() || encodings.equals(List.of("chunked"));
        boolean oneLength = lengths.isEmpty()
                || (lengths.size() == 1 && LENGTH.matcher(lengths.getFirst()).matches());
        return !oneChunked || !oneLength || (!encodings.isEmpty() && !lengths.isEmpty());
    }
}
