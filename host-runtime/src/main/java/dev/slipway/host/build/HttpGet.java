package dev.slipway.host.build;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One HTTP/1.1 GET on a connection of its own (RFC 9112).
 *
 * <p>Own code because the JDK's client looks names up again when it connects: then the address that was checked need not be
 * the one that is used.
 */
final class HttpGet implements AutoCloseable {
    private static final int CONNECT_MILLIS = 10_000;
    private static final int MOST_HEADER_BYTES = 64 << 10;

    private final Socket socket;
    private final InputStream in;
    private final int status;
    private final Map<String, String> headers;

    private HttpGet(Socket socket, InputStream in, int status, Map<String, String> headers) {
        this.socket = socket;
        this.in = in;
        this.status = status;
        this.headers = headers;
    }

    /** @param silence how long the other side may say nothing */
    static HttpGet send(URI uri, InetAddress address, Duration silence) throws IOException {
        boolean tls = "https".equalsIgnoreCase(uri.getScheme());
        int port = uri.getPort() > 0 ? uri.getPort() : tls ? 443 : 80;
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
            plain.setSoTimeout((int) silence.toMillis());
            Socket socket = tls ? secured(plain, uri.getHost(), port) : plain;
            String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            String host = uri.getHost() + (uri.getPort() > 0 ? ":" + uri.getPort() : "");
            String request = "GET " + path + query + " HTTP/1.1\r\nHost: " + host
                    + "\r\nAccept-Encoding: identity\r\nAccept: */*\r\nUser-Agent: slipway\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = new BufferedInputStream(socket.getInputStream());
            return read(socket, in);
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private static Socket secured(Socket plain, String host, int port) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static HttpGet read(Socket socket, InputStream in) throws IOException {
        int[] left = {MOST_HEADER_BYTES};
        String[] first = line(in, left).split(" ", 3);
        if (first.length < 2 || !first[0].startsWith("HTTP/1.") || !first[1].matches("\\d{3}")) {
            throw new IOException("the other side does not speak HTTP/1.1");
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in, left); !line.isEmpty(); line = line(in, left)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return new HttpGet(socket, in, Integer.parseInt(first[1]), headers);
    }

    private static String line(InputStream in, int[] left) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 || --left[0] < 0) {
                throw new IOException("the answer's header ends too early or is too long");
            }
            line.append((char) b);
        }
        return line.toString().stripTrailing();
    }

    int status() {
        return status;
    }

    boolean redirects() {
        return status >= 300 && status < 400 && headers.containsKey("location");
    }

    String location() {
        return headers.getOrDefault("location", "");
    }

    /** The content; an early end of it is an error. */
    InputStream body() throws IOException {
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            return new Chunks(in);
        }
        String length = headers.get("content-length");
        if (length == null) {
            return in;
        }
        if (!length.matches("\\d{1,18}")) {
            throw new IOException("the answer's length is no number");
        }
        return new Exactly(in, Long.parseLong(length));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** A body of stated length. */
    private static final class Exactly extends FilterInputStream {
        private long left;

        Exactly(InputStream in, long length) {
            super(in);
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int n = super.read(into, from, (int) Math.min(length, left));
            if (n < 0) {
                throw new IOException("the answer ends too early");
            }
            left -= n;
            return n;
        }
    }

    /** A body in chunks. */
    private static final class Chunks extends FilterInputStream {
        private static final int MOST_SIZE_LINE = 1024;
        private long left;
        private boolean started;
        private boolean ended;

        Chunks(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (left == 0 && !ended) {
                next();
            }
            if (ended) {
                return -1;
            }
            int n = super.read(into, from, (int) Math.min(length, left));
            if (n < 0) {
                throw new IOException("the answer ends in the middle of a chunk");
            }
            left -= n;
            return n;
        }

        private void next() throws IOException {
            int[] bound = {MOST_SIZE_LINE};
            if (started) {
                line(in, bound);
            }
            started = true;
            String size = line(in, bound).split(";", 2)[0].strip();
            if (!size.matches("[0-9a-fA-F]{1,15}")) {
                throw new IOException("a chunk has no valid size");
            }
            left = Long.parseLong(size, 16);
            ended = left == 0;
        }
    }
}
