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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    /** SLIPWAY_HTTP_HOST is how the environment spells slipway.http-host, which is httpHost() of a mapped interface. */
    private static boolean isKnown(String sources, String variable) {
        List<String> words = List.of(
                variable.substring("SLIPWAY_".length()).toLowerCase(Locale.ROOT).split("_"));
        if (sources.contains(variable)
                || sources.contains("slipway." + String.join("-", words))
                || sources.contains("slipway." + String.join(".", words))) {
            return true;
        }
        return IntStream.range(0, words.size())
                .anyMatch(n -> sources.contains("prefix = \"" + prefix(words.subList(0, n)) + "\"")
                        && sources.contains(" " + method(words.subList(n, words.size())) + "();"));
    }

    private static String prefix(List<String> words) {
        return words.isEmpty() ? "slipway" : "slipway." + String.join(".", words);
    }

    private static String method(List<String> words) {
        String all = words.stream()
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
        return all.substring(0, 1).toLowerCase(Locale.ROOT) + all.substring(1);
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
