package dev.slipway.e2e.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Two tenants who mean harm, straight at the engine's door for tenants: fork bombs, memory bombs, files without end, floods of
 * output, Dockerfiles that do the same, and looking for open ports of the host and of others. Each may use every processor;
 * memory, processes and disk are bounded by the limits below, which is what a quota becomes. {@link #close} ends all.
 */
public final class HostileTenants implements AutoCloseable {
    /** Bytes of all processes of one of them: less than its containers and its build may have by themselves. */
    public static final long MEMORY = 512L << 20;

    /** Processes of one of them. */
    public static final long PIDS = 400;

    /** Bytes that each of its containers and build steps may write. */
    public static final long DISK = 64L << 20;

    /** Bytes of output that the engine keeps of a container. */
    public static final long LOG = 50L << 20;

    /** Containers and build steps of both together. */
    public static final int MOST = 12;

    /** A port of the container's own, so that a scan which finds nothing is known to be able to find something. */
    public static final String CONTROL = "127.0.0.1:7777";

    private static final String IMAGE = "hostile:1";
    private static final long CONTAINER_MEMORY = 96L << 20;
    private static final Duration LONGEST = Duration.ofMinutes(4);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String FORKS = "while (1) { fork }";
    private static final String EATS = "my @a; push @a, 'x' x 1000000 while 1";
    private static final String FLOODS = "my $l = ('x' x 200).\"\\n\"; print $l while 1";

    /** A round ends at 256 MiB, so that the machine's own disk is safe whatever the engine does. */
    private static final String FILLS = "$| = 1; my $b = 'x' x 1048576; my $said = 0; while (1) {"
            + " for my $p ('/filler', '/data/filler') { open(my $f, '>', $p) or next;"
            + " for (1..256) { last unless defined syswrite($f, $b) } print \"$p: $!\\n\" unless $said }"
            + " $said = 1; unlink '/filler', '/data/filler' }";

    private static final String SCANS =
            "use IO::Socket::INET; my @hosts = split /,/, shift; my @ports = split /,/, shift; my @open;"
                    + " my $own = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => 7777, Listen => 1);"
                    + " for my $h ('127.0.0.1', @hosts) { for my $p (7777, @ports) {"
                    + " my $s = IO::Socket::INET->new(PeerAddr => $h, PeerPort => $p, Timeout => 0.3);"
                    + " push @open, \"$h:$p\" if $s } }"
                    + " print 'open: ', join(' ', @open), \"\\n\"";

    private static final String BASE_IMAGE = "debian:bookworm-slim";
    private static final String BASE = "FROM " + BASE_IMAGE + "\nVOLUME /data\nCMD [\"true\"]\n";

    /** What each tries in a build: memory without end; files without end beside the image's own ones. */
    private static final Map<String, String> BUILDS = Map.of(
            "hostile-one",
            "FROM hostile:1\nRUN [\"perl\", \"-e\", \"" + EATS + "\"]\n",
            "hostile-two",
            "FROM hostile:1\nRUN for n in 1 2 3 4; do head -c 32000000 /dev/zero > /data/$n || exit 9; done\n");

    private final Path socket;
    private final List<Thread> builds = new ArrayList<>();
    private final Map<String, String> buildOutputs = new ConcurrentHashMap<>();

    /** Gives both their image and their limits; nothing is attacked yet. */
    public HostileTenants(Path tenantSocket) {
        socket = tenantSocket;
        for (String tenant : tenants()) {
            String limits =
                    "{\"memoryBytes\":" + MEMORY + ",\"nanoCpus\":0,\"pids\":" + PIDS + ",\"diskBytes\":" + DISK + "}";
            call(tenant, "PUT", "/slipway/v1/limits", limits);
            String built = build(tenant, BASE, IMAGE);
            if (!built.contains("Successfully tagged")) {
                throw new AssertionError(tenant + " has no image: " + built);
            }
        }
    }

    public List<String> tenants() {
        return BUILDS.keySet().stream().sorted().toList();
    }

    /** Begins all attacks but the scan. */
    public void attack() {
        for (String tenant : tenants()) {
            start(tenant, "forks", FORKS);
            start(tenant, "eats", EATS);
            start(tenant, "fills", FILLS);
            start(tenant, "floods", FLOODS);
            String dockerfile = BUILDS.getOrDefault(tenant, "");
            builds.add(Thread.ofPlatform().start(() -> buildOutputs.put(tenant, build(tenant, dockerfile, "bad:1"))));
        }
    }

    /** Begins to look for open ports at these hosts, and at the gateway of each. */
    public void scan(List<String> hosts, List<Integer> ports) {
        String wanted = ports.stream().map(String::valueOf).collect(Collectors.joining(","));
        for (String tenant : tenants()) {
            String all =
                    Stream.concat(hosts.stream(), Stream.of(gateway(tenant))).collect(Collectors.joining(","));
            start(tenant, "scans", SCANS, all, wanted);
        }
    }

    private String gateway(String tenant) {
        return json(call(tenant, "GET", "/containers/floods/json", ""))
                .path("NetworkSettings")
                .path("Gateway")
                .asText();
    }

    /** How Docker describes the state of one's container: forks, eats, fills, floods or scans. */
    public JsonNode state(String tenant, String container) {
        return json(call(tenant, "GET", "/containers/" + container + "/json", ""))
                .path("State");
    }

    /** What one's container has written so far; not to be asked of the one that floods. */
    public String output(String tenant, String container) {
        return call(tenant, "GET", "/containers/" + container + "/logs?stdout=1&stderr=1", "");
    }

    /** What all processes and files of a tenant use now. */
    public JsonNode use(String tenant) {
        return json(call(tenant, "GET", "/slipway/v1/usage?disk=1", ""));
    }

    /** Ends and removes one's container, whatever it does. */
    public void end(String tenant, String container) {
        call(tenant, "DELETE", "/containers/" + container + "?force=1", "");
    }

    /** The output of a tenant's hostile build, once it has ended. */
    public String built(String tenant) {
        join();
        return buildOutputs.getOrDefault(tenant, "");
    }

    private void join() {
        for (Thread build : builds) {
            try {
                if (!build.join(LONGEST)) {
                    throw new AssertionError("a build still runs after " + LONGEST);
                }
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(stopping);
            }
        }
    }

    private void start(String tenant, String name, String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of("perl", "-e", program));
        command.addAll(List.of(arguments));
        long processors = Runtime.getRuntime().availableProcessors() * 1_000_000_000L;
        Map<String, Object> body = Map.of(
                "Image", IMAGE,
                "Cmd", command,
                "HostConfig", Map.of("Memory", CONTAINER_MEMORY, "NanoCpus", processors));
        try {
            call(tenant, "POST", "/containers/create?name=" + name, JSON.writeValueAsString(body));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        call(tenant, "POST", "/containers/" + name + "/start", "");
    }

    private String build(String tenant, String dockerfile, String tag) {
        try {
            Path folder = Files.createTempDirectory("hostile");
            Path tar = folder.resolve("context.tar");
            Files.writeString(folder.resolve("Dockerfile"), dockerfile);
            Command.run("tar", "-C", folder.toString(), "-cf", tar.toString(), "Dockerfile")
                    .succeeded();
            String output = send(tenant, "POST", "/build?t=" + tag, "application/x-tar", "@" + tar);
            Command.run("rm", "-r", folder.toString()).succeeded();
            return output;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private String call(String tenant, String method, String path, String body) {
        return send(tenant, method, path, "application/json", body);
    }

    private String send(String tenant, String method, String path, String type, String body) {
        List<String> words = new ArrayList<>(List.of(
                "curl",
                "-sS",
                "--fail-with-body",
                "--max-time",
                String.valueOf(LONGEST.toSeconds()),
                "--unix-socket",
                socket.toString(),
                "-H",
                "X-Slipway-Tenant: " + tenant,
                "-X",
                method,
                "http://engine" + path));
        if (!body.isEmpty()) {
            words.addAll(List.of("-H", "Content-Type: " + type, "--data-binary", body));
        }
        return Command.run(words.toArray(String[]::new)).succeeded().out();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException failure) {
            throw new AssertionError("not JSON: " + text, failure);
        }
    }

    /** Ends and removes all they have, and waits until nothing of it is left. */
    @Override
    public void close() {
        for (String tenant : tenants()) {
            rows(tenant, "/containers/json?all=1")
                    .map(row -> row.path("Id").asText())
                    .forEach(container -> end(tenant, container));
        }
        join();
        for (String tenant : tenants()) {
            // One image less may show another: what it was made from.
            Await.until(
                    "no image of " + tenant + " is left",
                    LONGEST,
                    () -> {
                        List<String> images = ownImages(tenant);
                        images.stream().limit(1).forEach(image -> remove(tenant, image));
                        return images;
                    },
                    List::isEmpty);
            Await.until(
                    "nothing of " + tenant + " is left",
                    LONGEST,
                    () -> use(tenant),
                    use -> use.path("pids").asLong(-1) == 0
                            && use.path("containers").isEmpty());
            call(tenant, "PUT", "/slipway/v1/limits", "{}");
        }
    }

    private void remove(String tenant, String image) {
        call(tenant, "DELETE", "/images/" + image + "?force=1", "");
    }

    /** All but the base image, which is everybody's. */
    private List<String> ownImages(String tenant) {
        return rows(tenant, "/images/json")
                .filter(row -> !row.path("RepoTags").toString().contains(BASE_IMAGE))
                .map(row -> row.path("Id").asText())
                .toList();
    }

    private Stream<JsonNode> rows(String tenant, String list) {
        return StreamSupport.stream(json(call(tenant, "GET", list, "")).spliterator(), false);
    }
}
