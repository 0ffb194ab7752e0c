package dev.slipway.e2e.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.e2e.support.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What an image is made of and how it was built: asked of the engine, and found in a registry beside the image. */
@ExtendWith(OnEngine.class)
class PapersTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STATUS = """
            Package: libc6
            Status: install ok installed
            Architecture: amd64
            Source: glibc (2.36-9)
            Version: 2.36-9+deb12u10

            Package: gone
            Status: deinstall ok config-files
            Version: 1
            """;

    private static final Map<String, String> FILES = Map.of(
            "etc/os-release",
            "ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n",
            "var/lib/dpkg/status",
            STATUS,
            "app/node_modules/@acme/left-pad/package.json",
            "{\"name\":\"@acme/left-pad\",\"version\":\"1.3.0\",\"license\":\"MIT\"}",
            "app/node_modules/broken/package.json",
            "{",
            "usr/lib/python3/dist-packages/Zope_Interface-5.0.dist-info/METADATA",
            "Metadata-Version: 2.1\nName: Zope.Interface\nVersion: 5.0\n\nName: not-this\nVersion: 9\n",
            "usr/share/rubygems/specifications/rack-test-2.1.0.gemspec",
            "raise 'never run'",
            "srv/vendor/composer/installed.json",
            "{\"packages\":[{\"name\":\"monolog/monolog\",\"version\":\"3.5.0\",\"license\":[\"MIT\"]}]}");

    @TempDir
    Path context;

    @BeforeEach
    void files() throws IOException {
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            Path path = context.resolve("root").resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        // A jar within a jar, as Spring Boot packs them.
        Path pom = context.resolve("jar/META-INF/maven/org.acme/inner/pom.properties");
        Files.createDirectories(pom.getParent());
        Files.writeString(pom, "groupId=org.acme\nartifactId=inner\nversion=1.2\n");
        Path lib = Files.createDirectories(context.resolve("outer/BOOT-INF/lib"));
        jar(context.resolve("jar"), lib.resolve("inner.jar"));
        jar(context.resolve("outer"), context.resolve("root/app/app.jar"));
        Files.writeString(context.resolve("Dockerfile"), """
                FROM busybox
                ARG token
                COPY root /
                RUN --mount=type=cache,target=/c echo $token > /dev/null
                """);
    }

    private static void jar(Path folder, Path jar) {
        Command.run(
                        Path.of(System.getProperty("java.home"), "bin", "jar").toString(),
                        "--create",
                        "--no-manifest",
                        "--file",
                        jar.toString(),
                        "-C",
                        folder.toString(),
                        ".")
                .succeeded();
    }

    @Test
    void theBillOfMaterialsNamesWhatPackageManagersLeftBehind(SharedEngine shared) throws IOException {
        // Given
        build(shared, "papers:1");
        // When
        JsonNode bill = get(shared, "/slipway/v1/images/papers:1/sbom");
        // Then
        assertEquals(
                "CycloneDX 1.6",
                bill.path("bomFormat").asText() + " " + bill.path("specVersion").asText());
        assertEquals("papers:1", bill.at("/metadata/component/name").asText());
        assertEquals(
                List.of(
                        "pkg:composer/monolog/monolog@3.5.0",
                        "pkg:deb/debian/libc6@2.36-9%2Bdeb12u10?arch=amd64&distro=debian-12&upstream=glibc",
                        "pkg:gem/rack-test@2.1.0",
                        "pkg:maven/org.acme/inner@1.2",
                        "pkg:npm/%40acme/left-pad@1.3.0",
                        "pkg:pypi/zope-interface@5.0"),
                StreamSupport.stream(bill.path("components").spliterator(), false)
                        .map(component -> component.path("purl").asText(""))
                        .filter(purl -> !purl.isEmpty())
                        .toList());
        assertTrue(bill.at("/metadata/properties").toString().contains("broken/package.json"), bill.toString());
        assertEquals(bill, get(shared, "/slipway/v1/images/papers:1/sbom"));
        shared.engine().docker("rmi", "papers:1").succeeded();
    }

    @Test
    void provenanceSaysHowAndOfWhatAnImageWasBuilt(SharedEngine shared) throws IOException {
        // Given
        build(shared, "papers:2");
        String id = shared.engine()
                .docker("inspect", "-f", "{{.Id}}", "papers:2")
                .succeeded()
                .text();
        String base = shared.engine()
                .docker("inspect", "-f", "{{.Id}}", "busybox")
                .succeeded()
                .text();
        // When
        JsonNode statement = get(shared, "/slipway/v1/images/papers:2/provenance");
        // Then
        assertEquals("https://in-toto.io/Statement/v1", statement.path("_type").asText());
        assertEquals(
                "https://slsa.dev/provenance/v1",
                statement.path("predicateType").asText());
        assertEquals(id, "sha256:" + statement.at("/subject/0/digest/sha256").asText());
        assertEquals(
                "[\"token\"]",
                statement
                        .at("/predicate/buildDefinition/externalParameters/buildArguments")
                        .toString());
        String dependencies =
                statement.at("/predicate/buildDefinition/resolvedDependencies").toString();
        assertTrue(
                dependencies.contains("docker-image://busybox") && dependencies.contains(base.substring(7)),
                dependencies);
        assertFalse(statement.toString().contains("s3cret"), statement.toString());
        assertEquals(
                404, socket(shared).get("/slipway/v1/images/busybox/provenance").status());
        shared.engine().docker("rmi", "papers:2").succeeded();
        try (var left = Files.list(shared.engine().dataRoot().resolve("images/attachments/_"))) {
            assertEquals(
                    List.of(),
                    left.filter(file -> file.getFileName().toString().startsWith(id.substring(7)))
                            .toList());
        }
    }

    @Test
    void bothGoAlongIntoARegistry(SharedEngine shared) throws IOException {
        // Given
        String repository = shared.registry().address() + "/papers";
        build(shared, repository + ":3");
        // When
        String said =
                shared.engine().docker("push", repository + ":3").succeeded().out();
        shared.engine().docker("push", repository + ":3").succeeded();
        // Then
        String digest = said.replaceAll("(?s).*digest: sha256:([0-9a-f]{64}).*", "$1");
        JsonNode index = inRegistry(repository + ":sha256-" + digest);
        assertEquals(2, index.path("manifests").size(), index.toString());
        for (JsonNode entry : index.path("manifests")) {
            JsonNode manifest =
                    inRegistry(repository + "@" + entry.path("digest").asText());
            assertEquals("sha256:" + digest, manifest.at("/subject/digest").asText());
            assertEquals(
                    entry.path("artifactType").asText(),
                    manifest.path("artifactType").asText());
        }
        shared.engine().docker("rmi", repository + ":3").succeeded();
    }

    private void build(SharedEngine shared, String name) {
        shared.engine()
                .docker("build", "--build-arg", "token=s3cret", "-t", name, context.toString())
                .succeeded();
    }

    private static EngineSocket socket(SharedEngine shared) {
        return new EngineSocket(shared.engine().socket());
    }

    private static JsonNode get(SharedEngine shared, String path) throws IOException {
        return socket(shared).get(path).json();
    }

    private static JsonNode inRegistry(String name) throws IOException {
        return JSON.readTree(Command.run("skopeo", "inspect", "--raw", "--tls-verify=false", "docker://" + name)
                .succeeded()
                .out());
    }
}
