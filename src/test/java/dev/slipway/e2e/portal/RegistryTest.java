package dev.slipway.e2e.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.engine.Busybox;
import dev.slipway.e2e.support.Await;
import dev.slipway.e2e.support.Command;
import dev.slipway.e2e.support.OnPlatform;
import dev.slipway.e2e.support.Platform;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The registry as people's clients use it: docker, skopeo and podman, with an API token as password. */
@ExtendWith(OnPlatform.class)
class RegistryTest {

    @TempDir
    Path folder;

    private Platform platform;
    private String token;
    private String team;
    private String host;

    @BeforeEach
    void signIn(Platform platform) {
        this.platform = platform;
        host = platform.console().getAuthority();
        token = platform.portal()
                .request()
                .body(Map.of("name", "registry"))
                .post("/api/v1/tokens")
                .path("token");
        team = platform.portal().request().get("/api/v1/sessions/current").path("teams[0].slug");
    }

    private Command docker(String... words) {
        List<String> all = new ArrayList<>(List.of("docker", "-H", "unix://" + platform.engineSocket()));
        all.addAll(List.of(words));
        return Command.run(Map.of("DOCKER_CONFIG", folder.resolve("docker").toString()), all.toArray(String[]::new));
    }

    private String imageId(String name) {
        return docker("image", "inspect", "-f", "{{.Id}}", name).succeeded().text();
    }

    private String podman(String... words) {
        List<String> all = new ArrayList<>(List.of(
                "podman",
                "--root",
                folder.resolve("podman").toString(),
                "--runroot",
                folder.resolve("podman-run").toString(),
                "--storage-driver",
                "vfs"));
        all.addAll(List.of(words));
        return Command.run(all.toArray(String[]::new)).succeeded().text();
    }

    /** An image of this test's own; its name in the registry. */
    private String image(String repository) throws IOException {
        String name = host + "/" + team + "/" + repository + ":1";
        Path tar = Busybox.tar(Files.createTempDirectory(folder, "image"));
        docker("import", "--change", "CMD [\"true\"]", tar.toString(), name).succeeded();
        return name;
    }

    @Test
    void dockerSignsInPushesAndPullsTheSameImage() throws IOException {
        // Given
        String name = image("docker");
        String id = imageId(name);
        Command before = docker("push", name);
        // When
        docker("login", "-u", "anybody", "-p", token, host).succeeded();
        docker("push", name).succeeded();
        docker("rmi", name).succeeded();
        docker("pull", name).succeeded();
        // Then
        assertNotEquals(0, before.exitCode());
        assertEquals(id, imageId(name));
        docker("run", "--rm", name).succeeded();
        docker("rmi", name).succeeded();
        docker("logout", host).succeeded();
    }

    @Test
    void aWrongPasswordAndAForeignRepositoryAreRefused() {
        // When
        Command login = docker("login", "-u", "anybody", "-p", "wrong", host);
        docker("login", "-u", "anybody", "-p", token, host).succeeded();
        Command foreign = docker("pull", host + "/nobodys-team/app");
        // Then
        assertNotEquals(0, login.exitCode());
        assertTrue(login.err().contains("incorrect username or password"), login.err());
        assertNotEquals(0, foreign.exitCode());
    }

    @Test
    void skopeoCopiesBothWaysAndKnowsTagsAndDigests() throws IOException {
        // Given
        String name = image("skopeo");
        docker("login", "-u", "anybody", "-p", token, host).succeeded();
        docker("push", name).succeeded();
        String layout = "oci:" + folder.resolve("layout") + ":1";
        String other = host + "/" + team + "/skopeo/zstd:2";
        // When
        skopeo("copy", "--src-tls-verify=false", "--src-creds=me:" + token, "docker://" + name, layout);
        skopeo(
                "copy",
                "--dest-tls-verify=false",
                "--dest-creds=me:" + token,
                "--dest-compress-format=zstd",
                layout,
                "docker://" + other);
        String tags = skopeo(
                "list-tags",
                "--tls-verify=false",
                "--creds=me:" + token,
                "docker://" + host + "/" + team + "/skopeo/zstd");
        docker("pull", other).succeeded();
        skopeo("delete", "--tls-verify=false", "--creds=me:" + token, "docker://" + other);
        // Then
        assertTrue(tags.contains("\"2\""), tags);
        docker("run", "--rm", other).succeeded();
        assertNotEquals(0, docker("pull", other).exitCode());
        docker("rmi", name, other).succeeded();
    }

    private static String skopeo(String... words) {
        List<String> all = new ArrayList<>(List.of("skopeo", "--insecure-policy"));
        all.addAll(List.of(words));
        return Command.run(all.toArray(String[]::new)).succeeded().text();
    }

    @Test
    void podmanPullsWhatDockerPushedAndPushesItBack() throws IOException {
        // Given
        String name = image("podman");
        String id = imageId(name);
        docker("login", "-u", "anybody", "-p", token, host).succeeded();
        docker("push", name).succeeded();
        String back = host + "/" + team + "/podman-back:1";
        // When
        podman(
                "login",
                "--tls-verify=false",
                "--authfile",
                folder.resolve("auth").toString(),
                "-u",
                "me",
                "-p",
                token,
                host);
        podman(
                "pull",
                "-q",
                "--tls-verify=false",
                "--authfile",
                folder.resolve("auth").toString(),
                name);
        podman("tag", name, back);
        podman(
                "push",
                "-q",
                "--tls-verify=false",
                "--format=v2s2",
                "--authfile",
                folder.resolve("auth").toString(),
                back);
        docker("pull", back).succeeded();
        // Then
        assertEquals(id, imageId(back));
        docker("rmi", name, back).succeeded();
    }

    @Test
    void theImageOfAReleaseCanBePulled() throws IOException {
        // Given
        String repository = platform.git().publishFixture("perl-counter");
        String app = platform.portal().createApp(repository, Map.of("name", "shelved"));
        platform.portal().awaitRunning(app);
        // When
        Response release = Await.until(
                "the release is in the registry",
                Duration.ofMinutes(2),
                () -> platform.portal().request().get("/api/v1/apps/{id}/releases", app),
                answer -> answer.path("items[0].imageDigest") != null);
        docker("login", "-u", "anybody", "-p", token, host).succeeded();
        String project = platform.portal().app(app).path("project.slug");
        String name = host + "/" + team + "/" + project + "/shelved";
        docker("pull", name + ":v1").succeeded();
        // Then
        assertEquals(release.<String>path("items[0].image"), imageId(name + ":v1"));
        docker("pull", name + "@" + release.<String>path("items[0].imageDigest"))
                .succeeded();
        platform.portal().deleteApp(app);
        Await.until(
                "the image went with its app",
                Duration.ofMinutes(1),
                () -> docker("pull", name + ":v1").exitCode(),
                code -> code != 0);
        docker("rmi", "-f", release.path("items[0].image"));
    }
}
