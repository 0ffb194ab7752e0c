package dev.slipway.e2e.manifests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.slipway.e2e.support.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ManifestsTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @Test
    void everyManifestIsOneObjectWithKindAndName() throws IOException {
        for (Path file : manifests()) {
            JsonNode object = YAML.readTree(file.toFile());
            assertTrue(object.path("apiVersion").isTextual(), SourceTree.name(file));
            assertTrue(object.path("kind").isTextual(), SourceTree.name(file));
            boolean kustomization = "Kustomization".equals(object.path("kind").asText());
            assertTrue(kustomization || object.at("/metadata/name").isTextual(), SourceTree.name(file));
        }
    }

    @Test
    void everyKustomizationNamesFilesThatExistAndNoManifestIsForgotten() throws IOException {
        Set<Path> named = new TreeSet<>();
        for (Path file : manifests()) {
            JsonNode object = YAML.readTree(file.toFile());
            if ("Kustomization".equals(object.path("kind").asText())) {
                named.add(file);
                object.path("resources").forEach(entry -> named.add(resolve(file, entry.asText())));
                object.path("patches")
                        .forEach(entry ->
                                named.add(resolve(file, entry.path("path").asText())));
            }
        }
        for (Path file : named) {
            assertTrue(Files.exists(file), SourceTree.name(file));
        }
        assertEquals(
                List.of(),
                manifests().stream().filter(file -> !named.contains(file)).toList());
    }

    @Test
    void everySettingIsOneTheControlPlaneKnows() throws IOException {
        String known = settingsText();
        for (Path file : manifests()) {
            for (JsonNode variable : YAML.readTree(file.toFile()).findValues("env")) {
                for (JsonNode entry : variable) {
                    String name = entry.path("name").asText();
                    assertTrue(
                            name.startsWith("QUARKUS_") || isKnown(known, name), name + " in " + SourceTree.name(file));
                }
            }
        }
    }

    @Test
    void thePodRunsWithoutPrivileges() throws IOException {
        JsonNode pod = YAML.readTree(SourceTree.root()
                        .resolve("k8s-manifests/base/control-plane/deployment.yaml")
                        .toFile())
                .at("/spec/template/spec");
        assertTrue(pod.at("/securityContext/runAsNonRoot").asBoolean());
        JsonNode container = pod.at("/containers/0/securityContext");
        assertTrue(container.path("readOnlyRootFilesystem").asBoolean());
        assertEquals(false, container.path("allowPrivilegeEscalation").asBoolean(true));
        assertEquals("ALL", container.at("/capabilities/drop/0").asText());
    }

    /** SLIPWAY_HTTP_HOST is how the environment spells slipway.http-host, or httpHost() of a mapped interface. */
    private static boolean isKnown(String sources, String variable) {
        String[] words =
                variable.substring("SLIPWAY_".length()).toLowerCase(Locale.ROOT).split("_");
        StringBuilder method = new StringBuilder(words[0]);
        for (int i = 1; i < words.length; i++) {
            method.append(words[i].substring(0, 1).toUpperCase(Locale.ROOT)).append(words[i].substring(1));
        }
        return Stream.of(
                        variable,
                        "slipway." + String.join("-", words),
                        "slipway." + String.join(".", words),
                        method + "();")
                .anyMatch(sources::contains);
    }

    private static List<Path> manifests() {
        return SourceTree.files(".yaml").stream()
                .filter(file -> SourceTree.name(file).startsWith("k8s-manifests/"))
                .toList();
    }

    private static Path resolve(Path kustomization, String entry) {
        Path target = kustomization.resolveSibling(entry).normalize();
        return Files.isDirectory(target) ? target.resolve("kustomization.yaml") : target;
    }

    /** Every main source and property file of the control plane, where a setting's name must appear. */
    private static String settingsText() {
        List<String> texts = new ArrayList<>();
        for (Path file : SourceTree.files()) {
            String name = SourceTree.name(file);
            if (name.startsWith("backend/src/main/") && (name.endsWith(".java") || name.endsWith(".properties"))) {
                texts.add(SourceTree.read(file));
            }
        }
        return String.join("\n", texts);
    }
}
