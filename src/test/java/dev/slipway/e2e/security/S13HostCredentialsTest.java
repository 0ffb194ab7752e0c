package dev.slipway.e2e.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.e2e.support.OnPlatform;
import dev.slipway.e2e.support.Platform;
import dev.slipway.e2e.support.Portal;
import dev.slipway.e2e.support.Rows;
import dev.slipway.e2e.support.SmallApp;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What opens a host is neither in the database nor in any answer: no private key in the clear, not even one of an app, and none of the
 * secrets that this host has in files: the master key, the database's password, its keys for ssh, its people's passwords.
 */
@ExtendWith(OnPlatform.class)
class S13HostCredentialsTest {
    private static final int SHORTEST = 12;

    /** How a private key begins: PEM (RFC 7468), OpenSSH's own format (PROTOCOL.key), PKCS #8 of Ed25519 (RFC 8410). */
    private static final Map<String, byte[]> BEGINNINGS = Map.of(
            "a PEM key", "PRIVATE KEY-----".getBytes(StandardCharsets.US_ASCII),
            "an OpenSSH key", "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII),
            "a PKCS #8 key", HexFormat.of().parseHex("302e020100300506032b6570"),
            "a PuTTY key", "PuTTY-User-Key-File-".getBytes(StandardCharsets.US_ASCII));

    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

    @TempDir
    Path folder;

    @Test
    void neitherTheDatabaseNorAnyAnswerHasWhatOpensAHost(Platform platform) throws IOException, SQLException {
        // Given an app that runs, and one with a key of its own
        Portal portal = platform.portal();
        String repository = SmallApp.publish(platform.git(), "opens", folder, Map.of("index.html", "opens"), "", "");
        String app = portal.createApp(repository, Map.of("name", "opens"));
        portal.awaitRunning(app);
        String keyed = portal.createApp("ssh://git@127.0.0.1:9/team/app.git", Map.of("name", "keyed"));
        portal.awaitStatus(keyed, "failed");
        String key = portal.request().get("/api/v1/apps/{id}/deploy-key", keyed).asString();
        Map<String, List<String>> wanted = wanted(platform);
        // When
        List<String> rows = Rows.all(platform.control());
        Map<String, String> answers = answers(platform, app, keyed);
        // Then
        assertEquals(Set.of(), found(wanted, "row of", rows));
        assertEquals(
                Set.of(),
                found(
                        wanted,
                        "answer of",
                        answers.entrySet().stream().map(Object::toString).toList()));
        // The same search finds what may be seen, in both.
        assertTrue(key.contains("ssh-ed25519 "), key);
        Map<String, List<String>> open =
                forms(Map.of("the public half", "ssh-ed25519 AAAA".getBytes(StandardCharsets.US_ASCII)));
        assertTrue(
                !found(open, "answer of", List.copyOf(answers.values())).isEmpty(), "answers of " + answers.keySet());
        Map<String, List<String>> name =
                forms(Map.of("a name", portal.app(app).<String>path("id").getBytes(StandardCharsets.US_ASCII)));
        assertTrue(!found(name, "row of", rows).isEmpty(), rows.size() + " rows");
        portal.deleteApp(app);
        portal.deleteApp(keyed);
    }

    /** What must not be found, by its name, in all forms that it could have. */
    private static Map<String, List<String>> wanted(Platform platform) throws IOException {
        Map<String, byte[]> secrets = new LinkedHashMap<>(BEGINNINGS);
        String master =
                Files.readAllLines(platform.control().resolve("master-key")).getFirst();
        secrets.put("the master key", Base64.getDecoder().decode(master));
        secrets.put(
                "the database's password",
                Files.readString(platform.control().resolve("postgres-password"))
                        .strip()
                        .getBytes(StandardCharsets.US_ASCII));
        for (Path file : keysOfTheHost()) {
            lines(file)
                    .max((one, other) -> Integer.compare(one.length(), other.length()))
                    .ifPresent(line -> secrets.put(file.toString(), line.getBytes(StandardCharsets.ISO_8859_1)));
        }
        lines(Path.of("/etc/shadow"))
                .map(line -> line.split(":", -1)[1])
                .filter(hash -> hash.length() > SHORTEST)
                .forEach(hash -> secrets.put("a password of /etc/shadow", hash.getBytes(StandardCharsets.ISO_8859_1)));
        return forms(secrets);
    }

    private static List<Path> keysOfTheHost() throws IOException {
        List<Path> keys = new ArrayList<>();
        for (Path folder : List.of(Path.of("/etc/ssh"), Path.of("/root/.ssh"), Path.of("/etc/ssl/private"))) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    files.filter(Files::isRegularFile)
                            .filter(file -> !file.toString().endsWith(".pub"))
                            .forEach(keys::add);
                }
            }
        }
        // Files of settings have lines that are anywhere.
        keys.removeIf(file -> !lines(file).findFirst().orElse("").contains("PRIVATE KEY"));
        return keys;
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream() : Stream.of();
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    /** As letters, in hexadecimal digits, and in base64 wherever it begins within three bytes. */
    private static Map<String, List<String>> forms(Map<String, byte[]> secrets) {
        return secrets.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> {
            byte[] bytes = entry.getValue();
            List<String> forms = new ArrayList<>();
            forms.add(new String(bytes, StandardCharsets.ISO_8859_1));
            forms.add(HexFormat.of().formatHex(bytes));
            for (int shift = 0; shift < 3; shift++) {
                byte[] shifted = new byte[shift + bytes.length];
                System.arraycopy(bytes, 0, shifted, shift, bytes.length);
                String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
                // Letters that other bytes have a part in, before and behind, say nothing.
                forms.add(text.substring(shift == 0 ? 0 : shift + 1, text.length() - 1));
            }
            return forms;
        }));
    }

    private static Set<String> found(Map<String, List<String>> wanted, String where, List<String> texts) {
        Set<String> found = new TreeSet<>();
        for (String text : texts) {
            wanted.forEach((name, forms) -> {
                if (forms.stream().anyMatch(text::contains)) {
                    found.add(name + " in a " + where + " " + text.substring(0, Math.min(60, text.length())));
                }
            });
        }
        return found;
    }

    /** What every door says that can be asked without changing anything, to somebody who may do everything. */
    private static Map<String, String> answers(Platform platform, String app, String keyed) {
        Portal portal = platform.portal();
        Map<String, Map<String, Object>> paths =
                portal.request().get("/q/openapi?format=json").path("paths");
        Map<String, String> ids = ids(portal, app);
        Map<String, String> answers = new LinkedHashMap<>();
        for (Map.Entry<String, Map<String, Object>> path : paths.entrySet()) {
            if (path.getValue().containsKey("get") && !path.getKey().endsWith("/events")) {
                for (String of : List.of(app, keyed)) {
                    String address = PARAMETER
                            .matcher(path.getKey())
                            .replaceAll(match -> match.group(1).equals("appId")
                                    ? of
                                    : ids.getOrDefault(
                                            match.group(1), UUID.randomUUID().toString()));
                    Response answer = portal.request().get(address);
                    answers.put(address + " " + answer.statusCode(), answer.asString());
                }
            }
        }
        long good = answers.keySet().stream()
                .filter(address -> address.endsWith(" 200"))
                .count();
        assertTrue(good > 30, good + " of " + answers.keySet());
        return answers;
    }

    private static Map<String, String> ids(Portal portal, String app) {
        Map<String, String> ids = new LinkedHashMap<>();
        String team = portal.request().get("/api/v1/sessions/current").path("teams[0].id");
        ids.put("teamId", team);
        ids.put("projectId", portal.project());
        ids.put("buildId", portal.request().get("/api/v1/apps/{id}/builds", app).path("items[0].id"));
        ids.put(
                "deploymentId",
                portal.request().get("/api/v1/apps/{id}/deployments", app).path("items[0].id"));
        ids.put(
                "repositoryId",
                portal.request().get("/api/v1/teams/{id}/repositories", team).path("items[0].id"));
        ids.values().removeIf(java.util.Objects::isNull);
        return ids;
    }
}
