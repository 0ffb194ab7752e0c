package dev.slipway.host.api.slipway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One try to reach a port: a connection is enough, or, with a path, an HTTP answer that is no server error.
 *
 * @param path null = the connection is enough
 */
record Attempt(int port, @Nullable String path) {
    private static final int CONNECT_MILLIS = 1000;
    private static final int ANSWER_MILLIS = 5000;
    private static final int SERVER_ERROR = 500;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}).*");

    Attempt {
        if (path != null && (!path.startsWith("/") || path.chars().anyMatch(c -> c <= ' ' || c > '~'))) {
            throw dev.slipway.host.base.EngineException.invalid(
                    "invalid field 'path': must start with a slash and have no blanks");
        }
    }

    /** Why it failed; null when it did not. */
    @Nullable
    String failure(@Nullable String address) {
        if (address == null) {
            return "the container has no address";
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
            return path == null ? null : answer(socket, address);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private @Nullable String answer(Socket socket, String address) throws IOException {
        socket.setSoTimeout(ANSWER_MILLIS);
        String request = "GET " + path + " HTTP/1.1\r\nHost: " + address + ":" + port
                + "\r\nUser-Agent: slipway-probe\r\nAccept: */*\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
                .readLine();
        Matcher status = STATUS.matcher(line == null ? "" : line);
        if (!status.matches()) {
            return "the answer to GET " + path + " is no HTTP";
        }
        return Integer.parseInt(status.group(1)) < SERVER_ERROR
                ? null
                : "GET " + path + " was answered with " + status.group(1);
    }
}
