package dev.slipway.support;

import static io.restassured.RestAssured.given;

import dev.slipway.platform.Await;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;

/** The API as somebody with a token uses it. */
public record Api(String token) {

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final Duration LOOK = Duration.ofMillis(100);

    /** A request in this person's name. */
    public RequestSpecification request() {
        return given().header("Authorization", "Bearer " + token).contentType(ContentType.JSON);
    }

    /** GET. */
    public Response get(String path) {
        return request().get("/api/v1" + path);
    }

    /** POST with a JSON body. */
    public Response post(String path, Object body) {
        return request().body(body).post("/api/v1" + path);
    }

    /** PUT with a JSON body. */
    public Response put(String path, Object body) {
        return request().body(body).put("/api/v1" + path);
    }

    /** PATCH with a JSON body. */
    public Response patch(String path, Object body) {
        return request().body(body).patch("/api/v1" + path);
    }

    /** DELETE. */
    public Response delete(String path) {
        return request().delete("/api/v1" + path);
    }

    /** Adds an app and returns its id. */
    public String app(Object projectId, Map<String, Object> settings) {
        Response created = post("/projects/" + projectId + "/apps", settings);
        if (created.statusCode() != 201) {
            throw new AssertionError("no app: " + created.asString());
        }
        return created.path("id");
    }

    /** Asks until the answer is as wanted; on failure shows what was seen last. */
    public Response until(String path, Predicate<Response> wanted) {
        Response[] last = new Response[1];
        boolean seen = Await.until(
                () -> {
                    last[0] = get(path);
                    return wanted.test(last[0]);
                },
                LOOK,
                LIMIT);
        if (!seen) {
            throw new AssertionError("not within " + LIMIT.toSeconds() + " s; last seen at " + path + ": "
                    + last[0].statusCode() + " " + last[0].asString());
        }
        return last[0];
    }

    /** Asks until the app has a status. */
    public Response untilApp(String appId, String status) {
        return until("/apps/" + appId, answer -> status.equals(answer.path("status")));
    }
}
