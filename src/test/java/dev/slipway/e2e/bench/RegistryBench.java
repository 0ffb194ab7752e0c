package dev.slipway.e2e.bench;

import dev.slipway.e2e.engine.Registry;
import dev.slipway.e2e.support.OnPlatform;
import dev.slipway.e2e.support.Platform;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Ten layers of 30 MB pushed and pulled, five at a time as docker does, by one client: to our registry and to Debian's in turn. */
@Tag("bench")
@ExtendWith(OnPlatform.class)
class RegistryBench {
    private static final int LAYERS = 10;
    private static final int LAYER_BYTES = 30_000_000;
    private static final int AT_ONCE = 5;
    private static final int ROUNDS = 3;
    private static final Figures FIGURES = new Figures("registry");

    @TempDir
    Path folder;

    /** Where to push and with what. */
    private record Target(String title, URI base, String repository, String authorization) {}

    /** A layer's file and digest. */
    private record Layer(Path file, String digest) {}

    @Test
    void pushesAndPullsAnImageOf300Megabytes(Platform platform) throws Exception {
        double[][] push = new double[2][ROUNDS];
        double[][] pull = new double[2][ROUNDS];
        String team =
                platform.portal().request().get("/api/v1/sessions/current").path("teams[0].slug");
        String token = platform.portal()
                .request()
                .body(Map.of("name", "bench"))
                .post("/api/v1/tokens")
                .path("token");
        long control = platform.pid("control");
        long idle = Processes.rssKilobytes(control);
        try (Registry peer = new Registry(folder);
                Peak peak = new Peak(control)) {
            for (int round = -1; round < ROUNDS; round++) {
                List<Layer> layers = layers();
                List<Target> targets = List.of(
                        new Target("slipway", platform.console(), team + "/bench" + round, basic(token)),
                        new Target("docker-registry", URI.create("http://" + peer.address()), "bench" + round, ""));
                for (int which = 0; which < targets.size(); which++) {
                    Target target = targets.get(which);
                    double pushed = Figures.millis(() -> all(layers, layer -> push(target, layer)));
                    double pulled = Figures.millis(() -> all(layers, layer -> pull(target, layer)));
                    if (round >= 0) {
                        push[which][round] = pushed;
                        pull[which][round] = pulled;
                    }
                }
            }
            FIGURES.millis("slipway push of 300 MB", push[0]);
            FIGURES.millis("docker-registry push of 300 MB", push[1]);
            FIGURES.millis("slipway pull of 300 MB", pull[0]);
            FIGURES.millis("docker-registry pull of 300 MB", pull[1]);
            FIGURES.ratio("push, docker-registry to slipway", Figures.median(push[1]) / Figures.median(push[0]), "1");
            FIGURES.ratio("pull, docker-registry to slipway", Figures.median(pull[1]) / Figures.median(pull[0]), "1");
            FIGURES.line("control plane: %d MB idle, %d MB at most", idle / 1024, peak.kilobytes() / 1024);
        }
    }

    private static String basic(String token) {
        return "Basic " + Base64.getEncoder().encodeToString(("me:" + token).getBytes(StandardCharsets.UTF_8));
    }

    /** Fresh bytes, so that nobody has them already. */
    private List<Layer> layers() throws IOException {
        List<Layer> layers = new ArrayList<>();
        byte[] block = new byte[1_000_000];
        for (int i = 0; i < LAYERS; i++) {
            SplittableRandom random = new SplittableRandom(System.nanoTime());
            Path file = folder.resolve("layer" + i);
            MessageDigest digest = sha256();
            try (OutputStream out = Files.newOutputStream(file)) {
                for (int done = 0; done < LAYER_BYTES; done += block.length) {
                    random.nextBytes(block);
                    digest.update(block);
                    out.write(block);
                }
            }
            layers.add(new Layer(file, "sha256:" + HexFormat.of().formatHex(digest.digest())));
        }
        return layers;
    }

    private interface Work {
        void on(Layer layer) throws IOException;
    }

    private static void all(List<Layer> layers, Work work) throws IOException {
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<Boolean>> done = new ArrayList<>();
            for (Layer layer : layers) {
                done.add(threads.submit(() -> {
                    work.on(layer);
                    return true;
                }));
            }
            for (Future<Boolean> one : done) {
                one.get();
            }
        } catch (ExecutionException | InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static void push(Target target, Layer layer) throws IOException {
        String begin = "/v2/" + target.repository() + "/blobs/uploads/";
        String place = send(target, begin, "POST", BodyPublishers.noBody())
                .headers()
                .firstValue("Location")
                .orElseThrow();
        String separator = place.contains("?") ? "&" : "?";
        send(target, place + separator + "digest=" + layer.digest(), "PUT", BodyPublishers.ofFile(layer.file()));
    }

    /** Read and checked, as every client does. */
    private static void pull(Target target, Layer layer) throws IOException {
        HttpRequest request = request(target, "/v2/" + target.repository() + "/blobs/" + layer.digest())
                .GET()
                .build();
        MessageDigest digest = sha256();
        try (var body = CLIENT.send(request, BodyHandlers.ofInputStream()).body()) {
            byte[] buffer = new byte[128 * 1024];
            for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        if (!layer.digest().endsWith(HexFormat.of().formatHex(digest.digest()))) {
            throw new IOException(target.title() + " gave other bytes");
        }
    }

    private static HttpRequest.Builder request(Target target, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(target.base().resolve(path));
        return target.authorization().isEmpty() ? request : request.header("Authorization", target.authorization());
    }

    private static HttpResponse<String> send(Target target, String path, String method, BodyPublisher body)
            throws IOException {
        try {
            HttpResponse<String> response =
                    CLIENT.send(request(target, path).method(method, body).build(), BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new IOException(target.title() + " answered " + response.statusCode() + " " + response.body());
            }
            return response;
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    /** The most memory a process had, looked at twenty times a second. */
    private static final class Peak implements AutoCloseable {
        private static final long PAUSE_NANOS = 50_000_000;
        private final AtomicBoolean stop = new AtomicBoolean();
        private final AtomicLong most = new AtomicLong();
        private final Thread thread;

        Peak(long pid) {
            thread = Thread.ofPlatform().daemon().start(() -> {
                while (!stop.get()) {
                    most.accumulateAndGet(Processes.rssKilobytes(pid), Math::max);
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            });
        }

        long kilobytes() {
            return most.get();
        }

        @Override
        public void close() throws InterruptedException {
            stop.set(true);
            thread.join();
        }
    }
}
