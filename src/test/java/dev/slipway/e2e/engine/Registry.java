package dev.slipway.e2e.engine;

import dev.slipway.e2e.support.Await;
import dev.slipway.e2e.support.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/** Debian's docker-registry on a loopback port, filled over its own API. */
public final class Registry implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;
    private final Process process;

    public Registry(Path folder) throws IOException {
        port = Ports.free();
        Path config = folder.resolve("registry.yml");
        Files.writeString(config, """
                version: 0.1
                log: {level: error}
                storage: {filesystem: {rootdirectory: %s}}
                http: {addr: 127.0.0.1:%d}
                """.formatted(folder.resolve("registry"), port));
        process = new ProcessBuilder("docker-registry", "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("registry.log").toFile())
                .start();
        Await.until("the registry answers", Duration.ofSeconds(20), this::answers, Boolean::booleanValue);
    }

    private boolean answers() {
        try {
            return send(HttpRequest.newBuilder(uri("/v2/")).build()).statusCode() == 200;
        } catch (AssertionError notYet) {
            return false;
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** Host and port, as in an image's name. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Pushes an image of one plain layer; returns the name to pull. */
    String push(String repository, String tag, Path layer) throws IOException {
        byte[] tar = Files.readAllBytes(layer);
        String config = """
                {"architecture":"%s","os":"linux","config":{"Cmd":["sh"],"Env":["PATH=/bin"]},
                 "rootfs":{"type":"layers","diff_ids":["%s"]},"history":[{"created_by":"test"}]}
                """.formatted(System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64", digest(tar));
        byte[] document = config.getBytes(StandardCharsets.UTF_8);
        blob(repository, tar);
        blob(repository, document);
        String manifest = """
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
                 "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},
                 "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":%d}]}
                """.formatted(digest(document), document.length, digest(tar), tar.length);
        created(send(HttpRequest.newBuilder(uri("/v2/" + repository + "/manifests/" + tag))
                .header("Content-Type", "application/vnd.oci.image.manifest.v1+json")
                .PUT(HttpRequest.BodyPublishers.ofString(manifest))
                .build()));
        return "127.0.0.1:" + port + "/" + repository + ":" + tag;
    }

    private void blob(String repository, byte[] content) {
        HttpResponse<String> upload = send(HttpRequest.newBuilder(uri("/v2/" + repository + "/blobs/uploads/"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
        String place = upload.headers().firstValue("Location").orElseThrow();
        URI target = URI.create(place + (place.contains("?") ? "&" : "?") + "digest=" + digest(content));
        created(send(HttpRequest.newBuilder(uri("/").resolve(target))
                .header("Content-Type", "application/octet-stream")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(content))
                .build()));
    }

    private static void created(HttpResponse<String> response) {
        if (response.statusCode() != 201) {
            throw new AssertionError(response.request() + " -> " + response.statusCode() + " " + response.body());
        }
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(request.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String digest(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
        client.close();
    }
}
