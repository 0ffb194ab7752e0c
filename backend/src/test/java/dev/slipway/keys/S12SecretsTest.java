package dev.slipway.keys;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.engine.TestingEngine;
import dev.slipway.identity.Account;
import dev.slipway.platform.Await;
import dev.slipway.support.Api;
import dev.slipway.support.GitServer;
import dev.slipway.support.Surroundings;
import dev.slipway.tenancy.People;
import dev.slipway.tenancy.Role;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Secrets go in and reach the container, and nothing else: no answer, no log, no row, no file. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class S12SecretsTest {

    private static final String CANARY = "s3cr3t-canary-4711";

    @Inject
    People people;

    @Inject
    TestingEngine engine;

    @Inject
    Rotation rotation;

    @ConfigProperty(name = "slipway.data")
    Path data;

    @ConfigProperty(name = "slipway.db.url")
    String url;

    @ConfigProperty(name = "slipway.db.user")
    String user;

    @ConfigProperty(name = "slipway.db.password")
    String password;

    private final GitServer git = new GitServer();
    private People.Person owner;
    private Api api;
    private String app;

    @BeforeEach
    void anAppWithASecretThatItWritesIntoItsLog() {
        owner = people.owner();
        api = new Api(owner.token());
        String repository = git.commit("secretive", Map.of("Dockerfile", "FROM debian\nRUN echo " + CANARY + "\n"));
        app = api.app(
                owner.projectId(),
                Map.of("repository", repository, "environment", List.of(secret("KEY", CANARY), plain("SEEN", "yes"))));
        api.untilApp(app, "running");
    }

    @AfterEach
    void stop() {
        git.close();
    }

    @Test
    void noDoorShowsASecretToAnybody() {
        // Given
        Api viewer = new Api(people.member(owner, Role.VIEWER).token());
        String build = api.get("/apps/" + app + "/builds").path("items[0].id");
        List<String> paths = List.of(
                "/apps",
                "/apps/" + app,
                "/apps/" + app + "/environment",
                "/apps/" + app + "/environment/file",
                "/apps/" + app + "/releases",
                "/apps/" + app + "/deployments",
                "/apps/" + app + "/builds",
                "/apps/" + app + "/instances",
                "/apps/" + app + "/logs",
                "/builds/" + build + "/log",
                "/teams/" + owner.teamId() + "/audit");

        // When
        Stream<Executable> checks = Stream.of(api, viewer)
                .flatMap(asker -> paths.stream()
                        .map(path ->
                                () -> assertFalse(asker.get(path).asString().contains(CANARY), path)));

        // Then
        assertAll(checks);
        assertTrue(engine.environmentOf(app).contains("KEY=" + CANARY));
        assertFalse(operator().get("/audit/export").asString().contains(CANARY));
        assertFalse(operator().get("/keys").asString().contains(CANARY));
    }

    @Test
    void logsAndBuildOutputShowDotsInstead() {
        // When
        Response log = api.get("/apps/" + app + "/logs");
        Response output =
                api.get("/builds/" + api.get("/apps/" + app + "/builds").path("items[0].id") + "/log");

        // Then
        log.then().body("items.text", hasItem(containsString("KEY=••••••")));
        output.then().body("items.text", hasItem("Step 2/2 : RUN echo ••••••"));
    }

    @Test
    void theDatabasesFilesDoNotHoldIt() throws SQLException {
        // Given
        execute("checkpoint");

        // When
        List<Path> holding = filesWith(CANARY);

        // Then
        assertEquals(List.of(), holding);
        assertFalse(filesWith("SEEN").isEmpty(), "what is no secret is found in the same files");
    }

    @Test
    void aRowThatWasSwappedDoesNotOpenAndSaysSo() throws SQLException {
        // Given
        String other = api.app(
                owner.projectId(),
                Map.of(
                        "repository",
                        "https://example.org/a/b.git",
                        "environment",
                        List.of(secret("KEY", "another one"))));

        // When
        execute("update variable set sealed = (" + sealedOf(other) + ") where id in (select v.id from variable v join"
                + " environment_version e on e.id = v.environment_version_id where e.app_id = '" + app + "')"
                + " and sealed is not null");
        api.delete("/apps/" + app + "/suspension");
        api.patch("/apps/" + app, Map.of("memory", "300m"));

        // Then
        Response failed =
                api.until("/apps/" + app + "/deployments", answer -> "failed".equals(answer.path("items[0].status")));
        failed.then().body("items[0].failure", containsString("/KEY does not open there"));
        api.put("/apps/" + app + "/environment", Map.of("variables", List.of(Map.of("name", "KEY", "secret", true))))
                .then()
                .statusCode(409)
                .body("detail", containsString("set the value again"));
    }

    @Test
    void keysAreRotatedWhileAppsRunAndEverythingOpensAsBefore() throws IOException, SQLException {
        // Given
        Api operator = operator();
        String masterBefore = operator.get("/keys").path("masterKey");
        String sealedBefore = text(sealedOf(app));

        // When
        operator.post("/keys/rotations", Map.of("what", "data", "teamId", owner.teamId()))
                .then()
                .statusCode(202);
        operator.until("/keys", answer -> Integer.valueOf(0).equals(answer.path("waitingTeams")));
        operator.post("/keys/rotations", Map.of("what", "master")).then().statusCode(202);

        // Then
        String masterAfter = operator.get("/keys").path("masterKey");
        assertNotEquals(masterBefore, masterAfter);
        assertNotEquals(sealedBefore, text(sealedOf(app)));
        assertEquals(masterAfter, text("select string_agg(distinct master_key, ' ') from data_key"));
        assertEquals(1, Files.readAllLines(data.resolve("master-key")).size());
        api.patch("/apps/" + app, Map.of("memory", "300m"));
        api.until(
                "/apps/" + app + "/deployments",
                answer -> "succeeded".equals(answer.path("items[0].status"))
                        && Integer.valueOf(2).equals(answer.path("items[0].number")));
        assertTrue(engine.environmentOf(app).contains("KEY=" + CANARY));
        operator.get("/audit/verification").then().body("intact", equalTo(true));
    }

    @Test
    void valuesOfAnEarlierReleaseAreSealedAgainAtTheStart() throws Exception {
        // Given
        try (Connection connection = DriverManager.getConnection(url, user, password);
                PreparedStatement update = connection.prepareStatement(
                        "update variable set sealed = ? where sealed = (" + sealedOf(app) + ")")) {
            update.setBytes(1, asSealedBefore(CANARY, app + "/KEY"));
            update.executeUpdate();
        }
        String before = text("select get_byte((" + sealedOf(app) + "), 0)");

        // When
        rotation.goOn(new StartupEvent());

        // Then
        assertEquals("1 2", before + " " + text("select get_byte((" + sealedOf(app) + "), 0)"));
        api.patch("/apps/" + app, Map.of("memory", "300m"));
        api.until(
                "/apps/" + app + "/deployments",
                answer -> "succeeded".equals(answer.path("items[0].status"))
                        && Integer.valueOf(2).equals(answer.path("items[0].number")));
        assertTrue(engine.environmentOf(app).contains("KEY=" + CANARY));
    }

    @Test
    void aFileOfVariablesGoesInAndOutWithoutSecrets() {
        // When
        api.patch(
                        "/apps/" + app + "/environment/file",
                        Map.of("text", "# remark\nexport SEEN=\"two\\nlines\"\nKEY='another-canary'\nEMPTY=\n"))
                .then()
                .statusCode(200)
                .body("version", equalTo(2));
        String file = api.get("/apps/" + app + "/environment/file").asString();

        // Then
        assertEquals("EMPTY=\n# KEY is a secret\nSEEN=\"two\\nlines\"\n", file);
        assertTrue(Await.until(
                () -> engine.environmentOf(app).contains("KEY=another-canary"),
                Duration.ofMillis(100),
                Duration.ofSeconds(40)));
        api.patch("/apps/" + app + "/environment/file", Map.of("text", "A=1\nnot an entry\n"))
                .then()
                .statusCode(400)
                .body("detail", containsString("line 2"));
    }

    /** As the first release sealed: version 1, nonce, ciphertext, under the master key. */
    private byte[] asSealedBefore(String value, String place) throws GeneralSecurityException, IOException {
        byte[] key = Base64.getDecoder()
                .decode(Files.readAllLines(data.resolve("master-key")).getFirst());
        byte[] nonce = new byte[12];
        new SecureRandom().nextBytes(nonce);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
        byte[] body = cipher.doFinal(value.getBytes(StandardCharsets.UTF_8));
        byte[] sealed = new byte[1 + nonce.length + body.length];
        sealed[0] = 1;
        System.arraycopy(nonce, 0, sealed, 1, nonce.length);
        System.arraycopy(body, 0, sealed, 1 + nonce.length, body.length);
        return sealed;
    }

    private static String sealedOf(String app) {
        return "select v.sealed from variable v join environment_version e on e.id = v.environment_version_id"
                + " where e.app_id = '" + app + "' and v.sealed is not null order by e.version desc limit 1";
    }

    private String text(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, user, password);
                ResultSet row = connection.createStatement().executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private void execute(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, user, password)) {
            connection.createStatement().execute(statement);
        }
    }

    private List<Path> filesWith(String text) {
        List<Path> holding = new ArrayList<>();
        try (Stream<Path> all = Files.walk(data.resolve("postgres"))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                if (new String(read(file), StandardCharsets.ISO_8859_1).contains(text)) {
                    holding.add(file);
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return holding;
    }

    private static byte[] read(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException removedMeanwhile) {
            return new byte[0];
        }
    }

    private Api operator() {
        People.Person person = people.owner();
        QuarkusTransaction.requiringNew()
                .run(() -> Account.update("operator = true where id = ?1", person.accountId()));
        return new Api(person.token());
    }

    private static Map<String, Object> secret(String name, String value) {
        return Map.of("name", name, "value", value, "secret", true);
    }

    private static Map<String, Object> plain(String name, String value) {
        return Map.of("name", name, "value", value, "secret", false);
    }
}
