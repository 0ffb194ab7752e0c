package dev.slipway.e2e.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.e2e.support.Await;
import dev.slipway.e2e.support.Command;
import dev.slipway.e2e.support.OnPlatform;
import dev.slipway.e2e.support.Platform;
import dev.slipway.e2e.support.Portal;
import dev.slipway.e2e.support.Rows;
import dev.slipway.e2e.support.SmallApp;
import io.restassured.response.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A build is given one of the app's secrets, uses it and prints it; afterwards it is nowhere that anything of the build is kept. */
@ExtendWith(OnPlatform.class)
class S14BuildSecretsTest {
    private static final String CANARY = "canary-of-builds-" + java.util.UUID.randomUUID();
    private static final String OTHER = "canary-not-asked-for-" + java.util.UUID.randomUUID();

    /** Got into a layer the same way, to see that the search finds such things. */
    private static final String MARK = "mark-of-a-layer-4711";

    private static final String STEPS = """
            RUN --mount=type=secret,id=BUILD_TOKEN,required=true sha256sum < /run/secrets/BUILD_TOKEN > /www/proof.html
            RUN --mount=type=secret,id=BUILD_TOKEN,env=BUILD_TOKEN echo "it is $BUILD_TOKEN." && test -n "$BUILD_TOKEN"
            RUN test ! -e /run/secrets/BUILD_TOKEN && test -z "$BUILD_TOKEN$OTHER_TOKEN" && echo %s > /www/mark.html
            """.formatted(MARK);

    @TempDir
    Path folder;

    @Test
    void aBuildsSecretIsInNoLayerHistoryLogPaperOrFile(Platform platform) throws Exception {
        // Given
        Portal portal = platform.portal();
        String repository =
                SmallApp.publish(platform.git(), "secretive", folder, Map.of("index.html", "served"), STEPS, "");
        String app = portal.createApp(
                repository,
                Map.of(
                        "name",
                        "secretive",
                        "environment",
                        List.of(secret("BUILD_TOKEN", CANARY), secret("OTHER_TOKEN", OTHER))));
        // When
        String address = portal.awaitRunning(app);
        Map<String, byte[]> kept = new LinkedHashMap<>(image(platform, app));
        kept.putAll(answers(portal, app));
        // Then it was there, and is no longer
        String digest = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(CANARY.getBytes(StandardCharsets.UTF_8)));
        assertEquals(
                digest + "  -",
                Command.run("curl", "-s", address + "/proof.html").text());
        assertTrue(portal.log(app).contains("it is •") || portal.log(app).contains("it is *"), portal.log(app));
        assertEquals(List.of(), holding(kept, CANARY));
        assertEquals(List.of(), holding(kept, OTHER));
        assertTrue(
                holding(kept, MARK).stream().anyMatch(name -> name.startsWith("layer ")),
                kept.keySet().toString());
        assertEquals(
                List.of(),
                Rows.all(platform.control()).stream()
                        .filter(row -> row.contains(CANARY))
                        .toList());
        assertEquals("", files(platform, CANARY));
        assertFalse(files(platform, MARK).isEmpty(), "the search finds what is in the same files");
        portal.deleteApp(app);
    }

    /** What of it has been pushed to the registry: manifest, configuration, each layer unpacked, and the papers beside it. */
    private Map<String, byte[]> image(Platform platform, String app) throws IOException {
        Portal portal = platform.portal();
        Response release = Await.until(
                "the release is in the registry",
                Duration.ofMinutes(2),
                () -> portal.request().get("/api/v1/apps/{id}/releases", app),
                answer -> answer.path("items[0].imageDigest") != null);
        String token = portal.request()
                .body(Map.of("name", "look"))
                .post("/api/v1/tokens")
                .path("token");
        Response shown = portal.app(app);
        String name = shown.path("team.slug") + "/" + shown.path("project.slug") + "/secretive";
        String digest = release.path("items[0].imageDigest");
        Map<String, byte[]> kept = new LinkedHashMap<>(copy(platform, token, name + "@" + digest, "layer "));
        String list = platform.console() + "/v2/" + name + "/referrers/" + digest;
        String referrers = Command.run("curl", "-s", "-u", "me:" + token, list).text();
        List<String> papers =
                new ObjectMapper().readTree(referrers).path("manifests").findValuesAsText("digest");
        assertTrue(papers.size() >= 2, referrers);
        for (String paper : papers) {
            kept.putAll(copy(platform, token, name + "@" + paper, "paper "));
        }
        return kept;
    }

    private Map<String, byte[]> copy(Platform platform, String token, String name, String kind) throws IOException {
        Path to = folder.resolve(name.replaceAll(".*:", ""));
        Command.run(
                        "skopeo",
                        "--insecure-policy",
                        "copy",
                        "--src-tls-verify=false",
                        "--src-creds=me:" + token,
                        "docker://" + platform.console().getAuthority() + "/" + name,
                        "dir:" + to)
                .succeeded();
        Map<String, byte[]> kept = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(to)) {
            for (Path file : files.toList()) {
                kept.put(kind + file.getFileName(), unpacked(Files.readAllBytes(file)));
            }
        }
        return kept;
    }

    /** Of any compression but gzip the search would see nothing. */
    private static byte[] unpacked(byte[] bytes) throws IOException {
        boolean gzip = bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
        boolean zstd = bytes.length > 4 && bytes[0] == 0x28 && bytes[1] == (byte) 0xb5;
        assertFalse(zstd, "a layer is compressed by zstd; teach this test to read it");
        if (!gzip) {
            return bytes;
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        }
    }

    private static Map<String, byte[]> answers(Portal portal, String app) {
        String build = portal.request().get("/api/v1/apps/{id}/builds", app).path("items[0].id");
        Map<String, byte[]> answers = new LinkedHashMap<>();
        for (String path : List.of(
                "/api/v1/builds/" + build,
                "/api/v1/builds/" + build + "/log",
                "/api/v1/builds/" + build + "/sbom",
                "/api/v1/builds/" + build + "/provenance",
                "/api/v1/builds/" + build + "/recipe",
                "/api/v1/apps/" + app,
                "/api/v1/apps/" + app + "/environment",
                "/api/v1/apps/" + app + "/releases",
                "/api/v1/apps/" + app + "/logs")) {
            Response answer = portal.request().get(path);
            assertEquals(200, answer.statusCode(), path);
            answers.put("answer " + path, answer.asByteArray());
        }
        return answers;
    }

    private static List<String> holding(Map<String, byte[]> kept, String text) {
        String base64 = Base64.getEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        List<String> holding = new ArrayList<>();
        kept.forEach((name, bytes) -> {
            String content = new String(bytes, StandardCharsets.ISO_8859_1);
            if (content.contains(text) || content.contains(base64.substring(0, base64.length() - 1))) {
                holding.add(name);
            }
        });
        return holding;
    }

    /** Files of engine and control plane, but for the engine's record of the container, whose environment it is. */
    private static String files(Platform platform, String text) {
        return Command.run(
                        "grep",
                        "-rlaF",
                        "--exclude-dir=containers",
                        "--exclude-dir=pg_wal",
                        "--devices=skip",
                        text,
                        platform.control().getParent().toString())
                .text();
    }

    private static Map<String, Object> secret(String name, String value) {
        return Map.of("name", name, "value", value, "secret", true);
    }
}
