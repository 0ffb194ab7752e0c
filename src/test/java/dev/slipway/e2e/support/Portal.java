package dev.slipway.e2e.support;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The REST API as a signed-in person uses it. */
public final class Portal {
    public static final String EMAIL = "ada@example.com";
    public static final String PASSWORD = "correct horse battery staple";
    private static final Duration DEPLOY = Duration.ofMinutes(6);
    private final URI base;
    private final String cookie;

    private Portal(URI base, String cookie) {
        this.base = base;
        this.cookie = cookie;
    }

    static Portal claim(URI base, String token) {
        Response response = given().baseUri(base.toString())
                .contentType(ContentType.JSON)
                .header("Origin", base.toString())
                .body(Map.of("token", token, "name", "Ada", "email", EMAIL, "password", PASSWORD))
                .post("/api/v1/claim");
        response.then().statusCode(201);
        return new Portal(base, response.getCookie("slipway_session"));
    }

    /** A request with this person's session. */
    public RequestSpecification request() {
        return given().baseUri(base.toString())
                .cookie("slipway_session", cookie)
                .header("Origin", base.toString())
                .contentType(ContentType.JSON);
    }

    public String project() {
        return request()
                .get("/api/v1/sessions/current")
                .then()
                .statusCode(200)
                .extract()
                .path("projects[0].id");
    }

    /** Creates an app and returns its id. */
    public String createApp(String repository, Map<String, Object> settings) {
        Map<String, Object> body = new HashMap<>(settings);
        body.put("repository", repository);
        return request()
                .body(body)
                .post("/api/v1/projects/{project}/apps", project())
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    public Response app(String id) {
        return request().get("/api/v1/apps/{id}", id);
    }

    /** Waits until the app runs and returns its URL. */
    public String awaitRunning(String id) {
        return awaitStatus(id, "running").path("url");
    }

    /** Waits for one of the two ends of a deployment and checks that it is {@code wanted}. */
    public Response awaitStatus(String id, String wanted) {
        Response seen = Await.until(
                "app " + id + " is " + wanted,
                DEPLOY,
                () -> app(id),
                app -> List.of("running", "failed").contains(app.<String>path("status")));
        if (!wanted.equals(seen.path("status"))) {
            throw new AssertionError(
                    "app is " + seen.path("status") + ": " + seen.path("statusDetail") + "\n" + log(id));
        }
        return seen;
    }

    /** The text of the newest build's log. */
    public String log(String id) {
        String build = request().get("/api/v1/apps/{id}/builds", id).path("items[0].id");
        List<String> lines = request().get("/api/v1/builds/{id}/log", build).path("items.text");
        return String.join("\n", lines);
    }

    public void deleteApp(String id) {
        request().delete("/api/v1/apps/{id}", id).then().statusCode(202);
        Await.until("app " + id + " is gone", Duration.ofMinutes(1), () -> app(id).statusCode(), code -> code == 404);
    }

    /** A ticket for a socket of an app. */
    public String ticket(String app, String action) {
        return request()
                .body(Map.of("action", action))
                .post("/api/v1/apps/{id}/tickets", app)
                .then()
                .statusCode(201)
                .extract()
                .path("ticket");
    }

    public URI base() {
        return base;
    }
}
