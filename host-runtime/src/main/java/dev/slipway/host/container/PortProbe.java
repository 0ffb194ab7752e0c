package dev.slipway.host.container;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One connection to a container's port from the host's side. The other side is hostile: what is read, and how long all of it
 * takes, is bounded, and redirections are not followed.
 */
public final class PortProbe {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})\\b.*");

    /** Of the status line; a reason phrase beyond it does not matter. */
    private static final int LINE_BYTES = 256;

    private static final int FIRST_HEALTHY = 200;
    private static final int FIRST_UNHEALTHY = 400;
    private static final int FIRST_SERVER_ERROR = 500;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final HealthTest.Port test;
    private final int firstBad;
    private final long deadline;

    private PortProbe(HealthTest.Port test, int firstBad, Duration timeout) {
        this.test = test;
        this.firstBad = firstBad;
        this.deadline = System.nanoTime() + timeout.toNanos();
    }

    /** What was found. */
    record Finding(boolean healthy, String words) {}

    /** Never throws for what the other side does. */
    static Finding look(String address, HealthTest.Port test, Duration timeout) {
        return new PortProbe(test, FIRST_UNHEALTHY, timeout).look(address);
    }

    /**
     * Whether something serves {@code port}: a connection is enough, or, with a path, an HTTP answer that is no server error.
     *
     * @return why not; empty when it does
     */
    public static Optional<String> failure(String address, int port, Optional<String> path, Duration timeout) {
        Finding found = new PortProbe(new HealthTest.Port(port, path), FIRST_SERVER_ERROR, timeout).look(address);
        return found.healthy() ? Optional.empty() : Optional.of(found.words());
    }

    private Finding look(String address) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, test.port()), left());
            return test.path().isEmpty()
                    ? new Finding(true, "port " + test.port() + " is open")
                    : ask(socket, address, test.path().get());
        } catch (IOException e) {
            return new Finding(false, "port " + test.port() + ": " + e.getMessage());
        }
    }

    private Finding ask(Socket socket, String address, String path) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: " + address + ":" + test.port()
                + "\r\nUser-Agent: slipway-health\r\nAccept: */*\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        Matcher status = STATUS.matcher(line(socket));
        if (!status.matches()) {
            return new Finding(false, "the answer to GET " + path + " is no HTTP");
        }
        int code = Integer.parseInt(status.group(1));
        return new Finding(code >= FIRST_HEALTHY && code < firstBad, "GET " + path + " was answered with " + code);
    }

    /** The deadline is for the whole line: one byte now and then does not move it. */
    private String line(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder line = new StringBuilder();
        while (line.length() < LINE_BYTES) {
            socket.setSoTimeout(left());
            int next = in.read();
            if (next < 0 || next == '\n' || next == '\r') {
                break;
            }
            line.append((char) next);
        }
        return line.toString();
    }

    private int left() throws SocketTimeoutException {
        long millis = (deadline - System.nanoTime()) / NANOS_PER_MILLI;
        if (millis <= 0) {
            throw new SocketTimeoutException("no answer in time");
        }
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }
}
