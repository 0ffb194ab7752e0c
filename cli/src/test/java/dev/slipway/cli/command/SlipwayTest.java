package dev.slipway.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.cli.command.TestServer.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole runs of the command line against answers of the API. */
class SlipwayTest {

    private static final String APPS = """
            {"items": [
              {"id": "1", "slug": "web", "name": "Web", "status": "running", "url": "http://web.shop.localhost",
               "project": {"id": "p1", "slug": "shop", "name": "Shop"}, "team": {"id": "t1", "slug": "ada", "name": "Ada"},
               "currentRelease": {"number": 3}, "updatedAt": "2026-03-02T11:00:00Z"},
              {"id": "2", "slug": "web", "name": "Web", "status": "failed", "url": "http://web.lab.localhost",
               "project": {"id": "p2", "slug": "lab", "name": "Lab"}, "team": {"id": "t1", "slug": "ada", "name": "Ada"},
               "currentRelease": null, "updatedAt": "2026-03-02T11:59:30Z"}], "next": null}
            """;

    @TempDir
    Path home;

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer(home);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aListIsATableForPeople() {
        // Given
        server.on("GET /apps", 200, APPS);

        // When
        Result result = server.run("apps", "list");

        // Then
        assertEquals("""
                APP           STATUS   RELEASE  CHANGED  URL
                ada/shop/web  running  3        1h       http://web.shop.localhost
                ada/lab/web   failed            30s      http://web.lab.localhost
                """, result.out());
        assertEquals(0, result.code());
    }

    @Test
    void quietlyOnlyNamesArePrintedAndForProgramsTheApisOwnJson() {
        // Given
        server.on("GET /apps", 200, APPS);

        // When
        Result quiet = server.run("-q", "apps", "list", "--project", "lab");
        Result json = server.run("apps", "list", "--project", "lab", "--output", "json");

        // Then
        assertEquals("ada/lab/web\n", quiet.out());
        assertTrue(json.out().startsWith("[\n  {\n    \"id\" : \"2\""), json.out());
    }

    @Test
    void aListGoesOnWithItsNextPage() {
        // Given
        server.on("GET /tokens", 200, "{\"items\": [{\"id\": \"a\"}], \"next\": \"x y\"}");
        server.on("GET /tokens?after=x%20y", 200, "{\"items\": [{\"id\": \"b\"}], \"next\": null}");

        // When
        Result result = server.run("tokens", "list", "-q");

        // Then
        assertEquals("a\nb\n", result.out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "web           | 64 | app \"web\" can be ada/lab/web, ada/shop/web",
                "lab/web       | 0  | http://web.lab.localhost",
                "ada/shop/web  | 0  | http://web.shop.localhost",
                "2             | 0  | http://web.lab.localhost",
                "nothing       | 66 | no app \"nothing\"; there are ada/lab/web, ada/shop/web",
                "other/web     | 66 | no app \"web\"; there is none",
            })
    void anAppIsFoundByWhatPeopleCallIt(String name, int code, String words) {
        // Given
        server.on("GET /apps", 200, APPS);

        // When
        Result result = server.run("open", "--app", name);

        // Then
        assertEquals(code, result.code());
        assertTrue((result.out() + result.err()).contains(words), result.out() + result.err());
    }

    @ParameterizedTest
    @CsvSource({
        "400, 65", "401, 77", "403, 77", "404, 66", "409, 75", "429, 75", "503, 69", "500, 70",
    })
    void aProblemIsItsSentenceAndItsExitCode(int status, int code) {
        // Given
        server.on("GET /apps", status, "{\"type\":\"x\",\"title\":\"T\",\"detail\":\"what is wrong\"}");

        // When
        Result result = server.run("apps", "list");

        // Then
        assertEquals(code, result.code());
        assertEquals("", result.out());
        assertEquals(1, result.err().lines().count(), result.err());
        assertTrue(result.err().contains(status == 401 ? "slipway login" : "slipway: what is wrong"), result.err());
    }

    @Test
    void everyWrongFieldIsNamed() {
        // Given
        server.on("GET /apps", 200, APPS);
        server.on("PATCH /apps/2", 400, """
                {"detail": "port: no", "errors": [{"field": "port", "message": "no"}, {"field": "cpus", "message": "few"}]}
                """);

        // When
        Result result = server.run("apps", "set", "--app", "lab/web", "--port", "0", "--cpus", "0");

        // Then
        assertEquals("slipway: port: no; cpus: few\n", result.err());
        assertTrue(
                server.asked().contains("PATCH /apps/2 {\"port\":0,\"cpus\":0}"),
                server.asked().toString());
    }

    @Test
    void aServerThatIsNoneIsSaidToBeNone() {
        // Given
        server.on("GET /apps", 200, "<html>welcome</html>");

        // When
        Result result = server.run("apps", "list");

        // Then
        assertEquals(76, result.code());
        assertTrue(result.err().contains("is this the address of a Slipway server?"), result.err());
    }

    @Test
    void aServerThatIsAwayIsSaidToBeAway() throws IOException {
        // Given a port that is taken and on which nobody listens
        try (Socket held = new Socket()) {
            held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            server.with("SLIPWAY_SERVER", "http://127.0.0.1:" + held.getLocalPort());

            // When
            Result result = server.run("whoami");

            // Then
            assertEquals(69, result.code());
            assertTrue(result.err().startsWith("slipway: cannot reach http://127.0.0.1:"), result.err());
            assertTrue(result.err().contains("(connection refused)"), result.err());
        }
    }

    @Test
    void whatIsNoCommandIsRefusedWithWhereToLook() {
        // When
        Result unknown = server.run("fly");
        Result option = server.run("apps", "list", "--colour");
        Result noVerb = server.run("apps");

        // Then
        assertEquals(64, unknown.code());
        assertEquals("slipway: unknown command \"fly\"\nsee: slipway --help\n", unknown.err());
        assertEquals(64, option.code());
        assertTrue(option.err().contains("--colour") && option.err().contains("see: slipway apps list --help"));
        assertEquals(64, noVerb.code());
        assertTrue(noVerb.err().contains("give one of: create, delete, deploy-key, list"), noVerb.err());
    }

    @Test
    void aTokenIsReadFromStandardInputAndKept() {
        // Given
        server.with("SLIPWAY_TOKEN", "");
        server.on(
                "GET /sessions/current",
                200,
                "{\"user\": {\"name\": \"Ada\", \"email\": \"ada@example.org\"}, \"teams\": [], \"projects\": []}");

        // When
        Result login = server.typing("slw_secret\n", "login", server.address(), "--name", "test");
        server.with("SLIPWAY_SERVER", "");
        Result whoami = server.run("whoami", "-q");
        Result contexts = server.run("contexts", "list");

        // Then
        assertEquals(0, login.code(), login.err());
        assertFalse((login.out() + login.err() + contexts.out()).contains("slw_secret"));
        assertEquals("ada@example.org\n", whoami.out());
        assertTrue(contexts.out().contains("test  " + server.address()), contexts.out());
    }

    @Test
    void aPasswordBuysATokenAndTheSessionIsClosed() {
        // Given
        server.with("SLIPWAY_TOKEN", "");
        server.on("POST /sessions", 401, "{\"detail\": \"no account with this e-mail address and password\"}");

        // When
        Result refused = server.typing("wrong\n", "login", server.address(), "--email", "ada@example.org");

        // Then
        assertEquals(77, refused.code());
        assertTrue(refused.err().contains("no account with this e-mail"), refused.err());
    }

    @Test
    void withoutAServerOrATokenItIsSaidHowToGetOne() {
        // When
        Result noToken = server.with("SLIPWAY_TOKEN", "").run("whoami");
        Result noServer = server.with("SLIPWAY_SERVER", "").run("whoami");

        // Then
        assertEquals(78, noToken.code());
        assertTrue(noToken.err().contains("not signed in at"), noToken.err());
        assertEquals(78, noServer.code());
        assertTrue(noServer.err().contains("slipway login ADDRESS"), noServer.err());
    }

    @Test
    void variablesAreChangedWithoutTouchingTheOthersAndSecretsStay() {
        // Given
        server.on("GET /apps", 200, APPS);
        server.on("GET /apps/2/environment", 200, """
                {"version": 4, "variables": [{"name": "A", "value": "1", "secret": false},
                 {"name": "KEY", "value": null, "secret": true}, {"name": "OLD", "value": "x", "secret": false}]}
                """);
        server.on("PUT /apps/2/environment", 200, "{\"version\": 5, \"variables\": []}");

        // When
        server.run("env", "set", "--app", "lab/web", "A=2");
        server.run("env", "unset", "--app", "lab/web", "OLD");
        Result secret = server.typing("s3\n", "env", "set", "--app", "lab/web", "--secret", "NEW");
        Result onTheLine = server.run("env", "set", "--app", "lab/web", "--secret", "NEW=s3");

        // Then
        String key = "{\"name\":\"KEY\",\"value\":null,\"secret\":true}";
        String old = "{\"name\":\"OLD\",\"value\":\"x\",\"secret\":false}";
        assertEquals(
                "PUT /apps/2/environment {\"variables\":[{\"name\":\"A\",\"value\":\"2\",\"secret\":false}," + key + ","
                        + old + "]}",
                server.asked().stream()
                        .filter(one -> one.startsWith("PUT"))
                        .findFirst()
                        .orElseThrow());
        assertTrue(server.asked()
                .contains("PUT /apps/2/environment {\"variables\":[{\"name\":\"A\",\"value\":\"1\","
                        + "\"secret\":false}," + key + "]}"));
        assertTrue(secret.err().contains("version 5"), secret.err());
        assertEquals(64, onTheLine.code());
    }

    @Test
    void whatTheServerPassesOnCannotSteerTheTerminal() {
        // Given
        server.on("GET /apps", 200, APPS.replace("\"status\": \"running\"", "\"status\": \"\\u001b]52;c;x\\u0007\""));

        // When
        Result result = server.run("apps", "list");

        // Then
        assertFalse(result.out().contains("\u001b"), result.out());
    }

    @Test
    void completionKnowsTheCommands() {
        // When
        Result bash = server.run("completion", "bash");
        Result zsh = server.run("completion", "zsh");

        // Then
        assertTrue(bash.out().contains("complete -F _complete_slipway")
                && bash.out().contains("rollback"));
        assertTrue(zsh.out().contains("bashcompinit"));
    }
}
