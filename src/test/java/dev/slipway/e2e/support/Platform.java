package dev.slipway.e2e.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A whole platform of the tests' own, started and stopped by the same command that people use. */
public final class Platform implements AutoCloseable {
    /** Another name lets two runs share a host. */
    private static final String NAME = System.getProperty("test.platform", "e2e");

    private final String name;
    private final int consolePort = Ports.free();
    private final int appsPort = Ports.free();
    private final Map<String, String> environment = new HashMap<>();
    private final GitServer git;
    private final Portal portal;
    private final HttpClient visitor =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Nullable
    private Keycloak keycloak;

    Platform() {
        this(NAME);
    }

    private Platform(String name) {
        this.name = name;
        environment.put("SLIPWAY_NAME", name);
        environment.put("SLIPWAY_HTTP_PORT", String.valueOf(consolePort));
        environment.put("SLIPWAY_APPS_PORT", String.valueOf(appsPort));
        environment.put("SLIPWAY_NO_BUILD", "1");
        environment.put("SLIPWAY_ALLOW_PRIVATE_GIT", "127.0.0.1");
        slipway("down", "--purge").succeeded();
        up();
        git = new GitServer();
        portal = Portal.claim(console(), claimToken());
    }

    /** One more beside the platform that tests share, for what must be watched from its first moment. */
    public static Platform besides(String suffix) {
        return new Platform(NAME + "-" + suffix);
    }

    /** Starts what does not run. */
    public void up() {
        slipway("up").succeeded();
    }

    /** The Keycloak beside it: whoever asks first starts it, and the control plane again with it. */
    public synchronized Keycloak keycloak() {
        if (keycloak == null) {
            int port = Ports.free();
            Front front = new Front(port);
            environment.put("SLIPWAY_KEYCLOAK_PORT", String.valueOf(port));
            environment.put("SLIPWAY_KEYCLOAK_URL", "http://localhost:" + front.port());
            slipway("keycloak").succeeded();
            up();
            keycloak = new Keycloak(front, Path.of("/var/lib/slipway", name, "keycloak/secrets"));
        }
        return keycloak;
    }

    /** The script with this platform's settings. */
    public Command slipway(String... words) {
        String[] all = new String[words.length + 1];
        all[0] = SourceTree.root().resolve("slipway").toString();
        System.arraycopy(words, 0, all, 1, words.length);
        return Command.run(environment, all);
    }

    /** The real docker client on the operator's socket. */
    public Command docker(String... words) {
        String[] all = new String[words.length + 3];
        all[0] = "docker";
        all[1] = "-H";
        all[2] = "unix://" + engineSocket();
        System.arraycopy(words, 0, all, 3, words.length);
        return Command.run(Map.of("DOCKER_BUILDKIT", "0"), all);
    }

    /** Its name on this host. */
    public String name() {
        return name;
    }

    public URI console() {
        return URI.create("http://localhost:" + consolePort);
    }

    public int appsPort() {
        return appsPort;
    }

    public Portal portal() {
        return portal;
    }

    public GitServer git() {
        return git;
    }

    public Path engineSocket() {
        return Path.of("/run/slipway-" + name + "/engine.sock");
    }

    /** Where the control plane, and here hostile tenants, speak to the engine. */
    public Path tenantSocket() {
        return Path.of("/run/slipway-" + name + "/tenant.sock");
    }

    /** Everything durable. */
    public Path dataRoot() {
        return Path.of("/var/lib/slipway", name);
    }

    /** Folder of the control plane's own files. */
    public Path control() {
        return dataRoot().resolve("control");
    }

    /** What an app answers a visitor; its name is said and not asked for, as not every machine resolves names below localhost. */
    public HttpResponse<String> visit(URI url) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + appsPort + url.getPath()))
                .header("Host", url.getAuthority())
                .build();
        try {
            return visitor.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException("no answer from " + url, failure);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopping);
        }
    }

    /** Pid of "engine" or "control". */
    public long pid(String process) {
        try {
            return Long.parseLong(Files.readString(Path.of("/run/slipway-" + name, process + ".pid"))
                    .strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends a process of this platform without warning. */
    public void kill9(String process) {
        ProcessHandle handle = ProcessHandle.of(pid(process)).orElseThrow();
        handle.destroyForcibly();
        handle.onExit().join();
    }

    private String claimToken() {
        try {
            return Files.readString(control().resolve("claim-token")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        git.close();
        visitor.close();
        if (keycloak != null) {
            keycloak.front().close();
        }
        slipway("down", "--purge").succeeded();
    }
}
