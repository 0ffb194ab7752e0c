package dev.slipway.e2e.identity;

import dev.slipway.e2e.support.Keycloak;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A browser's part in the code flow (RFC 6749, section 4.1), step by step. Cookies are sent whatever their {@code Secure}
 * says: browsers take plain http on localhost for secure, Java's client does not.
 */
final class CodeFlow implements AutoCloseable {
    private static final Pattern FORM = Pattern.compile("<form[^>]*action=\"([^\"]+)\"");
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private final URI console;
    private final Keycloak keycloak;

    CodeFlow(URI console, Keycloak keycloak) {
        this.console = console;
        this.keycloak = keycloak;
    }

    /** Where the console sends somebody who wants to sign in. */
    URI begin() {
        return location(get(console.resolve("/sso/sign-in")));
    }

    /** Fills in Keycloak's form; the answer is the address with the code. */
    URI code(URI authorization, String person) {
        Matcher form = FORM.matcher(get(authorization).body());
        if (!form.find()) {
            throw new AssertionError("no form at " + authorization);
        }
        String fields = "username=" + encoded(person) + "&password=" + encoded(keycloak.password());
        HttpRequest request = request(URI.create(form.group(1).replace("&amp;", "&")))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(fields))
                .build();
        return location(send(request));
    }

    /** Gives the code to the console and follows it until it ends; the last answer. */
    HttpResponse<String> redeem(URI withCode) {
        HttpResponse<String> answer = get(withCode);
        while (answer.statusCode() == 302 && location(answer).getPath().startsWith("/sso")) {
            answer = get(location(answer));
        }
        return answer;
    }

    /** All of it. */
    HttpResponse<String> signIn(String person) {
        return redeem(code(begin(), person));
    }

    /** The console's session, null when there is none. */
    @Nullable
    String session() {
        return cookies.get("slipway_session");
    }

    /** Names of all cookies held. */
    List<String> cookieNames() {
        return List.copyOf(cookies.keySet());
    }

    HttpResponse<String> get(URI address) {
        return send(request(address).GET().build());
    }

    static URI location(HttpResponse<String> answer) {
        return URI.create(answer.headers()
                .firstValue("Location")
                .orElseThrow(() -> new AssertionError("no redirect: " + answer.statusCode() + " " + answer.body())));
    }

    static Map<String, String> query(URI address) {
        return Arrays.stream(address.getRawQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    private HttpRequest.Builder request(URI address) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address);
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        return request;
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            answer.headers().allValues("Set-Cookie").forEach(this::keep);
            return answer;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopping) {
            throw new AssertionError(stopping);
        }
    }

    private void keep(String header) {
        for (HttpCookie cookie : HttpCookie.parse(header)) {
            if (cookie.getMaxAge() == 0) {
                cookies.remove(cookie.getName());
            } else {
                cookies.put(cookie.getName(), cookie.getValue());
            }
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        http.close();
    }
}
