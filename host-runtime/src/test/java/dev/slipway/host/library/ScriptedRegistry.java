package dev.slipway.host.library;

import dev.slipway.host.image.Digests;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A registry on loopback that answers as a test wants, well or badly; each connection is for one request. */
final class ScriptedRegistry implements AutoCloseable {
    private final ServerSocket socket;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    /** {@code METHOD path}, with {@code range=…} where one was asked for. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    /** Writes a whole HTTP answer. */
    interface Answer {
        void write(Map<String, String> headers, OutputStream out) throws IOException;
    }

    ScriptedRegistry() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
        answers.put("/v2/", status(200));
    }

    String host() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    ScriptedRegistry on(String path, Answer answer) {
        answers.put(path, answer);
        return this;
    }

    /** What is answered to {@code path} as things stand. */
    Answer answer(String path) {
        return answers.getOrDefault(path, status(404));
    }

    /** An image of one layer; {@code layer} answers for it. Its tag is {@code app:1}. */
    ScriptedRegistry image(byte[] tar, Answer layer) {
        return image("app", tar, layer);
    }

    ScriptedRegistry image(String repository, byte[] tar, Answer layer) {
        byte[] config = ("{\"architecture\":\"" + Transfers.platform().architecture()
                        + "\",\"os\":\"linux\",\"config\":{},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\""
                        + Digests.of(tar) + "\"]}}")
                .getBytes(StandardCharsets.UTF_8);
        String manifest = """
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
                 "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},
                 "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":%d}]}
                """.formatted(Digests.of(config), config.length, Digests.of(tar), tar.length);
        return on("/v2/" + repository + "/blobs/" + Digests.of(config), bytes(200, config))
                .on("/v2/" + repository + "/blobs/" + Digests.of(tar), layer)
                .on("/v2/" + repository + "/manifests/1", manifest(manifest.getBytes(StandardCharsets.UTF_8)));
    }

    static Answer manifest(byte[] content) {
        return (headers, out) -> head(out, 200, "Content-Type: application/vnd.oci.image.manifest.v1+json", content);
    }

    static Answer status(int status, String... headers) {
        return (request, out) -> head(out, status, String.join("\r\n", headers), new byte[0]);
    }

    static Answer bytes(int status, byte[] content) {
        return (headers, out) -> head(out, status, "Content-Type: application/octet-stream", content);
    }

    /** States the length of {@code content} and hangs up after {@code sent} bytes of it. */
    static Answer cut(byte[] content, int sent) {
        return (headers, out) -> {
            out.write(("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + content.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(content, 0, sent);
        };
    }

    /** Zeroes until the other side hangs up. */
    static Answer endless(String type) {
        return (headers, out) -> {
            out.write(("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: " + type + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] zeroes = new byte[64 << 10];
            while (true) {
                out.write(zeroes);
            }
        };
    }

    static void head(OutputStream out, int status, String headers, byte[] content) throws IOException {
        String head = "HTTP/1.1 " + status + " Said\r\nConnection: close\r\nContent-Length: " + content.length + "\r\n"
                + (headers.isEmpty() ? "" : headers + "\r\n") + "\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(content);
    }

    long asked(String path) {
        return requests.stream()
                .filter(request -> request.startsWith("GET " + path))
                .count();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            String[] first = line(in).split(" ");
            Map<String, String> headers = new HashMap<>();
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                String[] parts = line.split(": ", 2);
                headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
            }
            String range = headers.getOrDefault("range", "");
            requests.add(first[0] + " " + first[1] + (range.isEmpty() ? "" : " range=" + range));
            answer(first[1]).write(headers, client.getOutputStream());
            client.getOutputStream().flush();
        } catch (IOException e) {
            // The client had enough.
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("hung up");
            }
            line.append((char) b);
        }
        return line.toString().stripTrailing();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
