package dev.slipway.api;

import static org.hamcrest.Matchers.endsWith;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.identity.Scope;
import dev.slipway.support.Api;
import dev.slipway.support.CountedStatements;
import dev.slipway.support.ManyRows;
import dev.slipway.support.OpenApi;
import dev.slipway.support.OpenApi.Operation;
import dev.slipway.support.Surroundings;
import dev.slipway.tenancy.People;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Every list of the document: it comes in pages, in few statements, and its cursor is its own. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class ListsTest {

    /** Never many: repositories as there are apps, and hosts that a project fetches from. */
    private static final Set<String> WHOLE = Set.of(
            "/api/v1/teams/{teamId}/repositories",
            "/api/v1/projects/{projectId}/repositories",
            "/api/v1/projects/{projectId}/host-keys",
            "/api/v1/projects/{projectId}/repository-tokens");

    private static final int APPS = 130;
    private static final int MOST_STATEMENTS = 4;

    private static ManyRows rows;

    @Inject
    People people;

    @Inject
    DataSource database;

    private Api api;

    @BeforeEach
    void aTeamWithManyOfEverything() {
        if (rows == null) {
            rows = ManyRows.make(people.owner(), database, APPS);
        }
        api = new Api(rows.owner().token());
    }

    @Test
    void everyListTakesALimitAndACursor() {
        // When
        List<String> without = lists().filter(list -> !WHOLE.contains(list.path()))
                .filter(list -> list.parameters("query").stream()
                        .noneMatch(parameter -> parameter.path("name").asText().equals("after")))
                .map(Operation::toString)
                .toList();

        // Then
        assertTrue(lists().count() > 10, "found " + lists().count());
        assertEquals(List.of(), without);
    }

    @Test
    void aPageTakesAFewStatementsHoweverManyRowsItHas() {
        // When
        Stream<Executable> checks = paged().map(list -> () -> {
            // The first of a minute also notes that the token was used.
            ask(list);
            CountedStatements.take();
            ask(list);
            long count = CountedStatements.take();
            assertTrue(count > 1 && count <= MOST_STATEMENTS, list + " takes " + count + " statements");
        });

        // Then
        assertAll(checks);
        assertEquals(
                APPS,
                api.get("/projects/" + rows.owner().projectId() + "/apps?limit=200")
                        .jsonPath()
                        .getList("items")
                        .size());
    }

    @Test
    void walkingByNextShowsEverythingOnceAndInOrder() {
        // Given
        String path = "/projects/" + rows.owner().projectId() + "/apps";
        List<String> all = api.get(path + "?limit=200").jsonPath().getList("items.name");

        // When
        List<String> walked = new ArrayList<>();
        String address = path + "?limit=17";
        while (address != null) {
            Response page = api.get(address);
            walked.addAll(page.jsonPath().getList("items.name"));
            String link = page.header("Link");
            address = link == null ? null : link.replaceAll("^</api/v1(.*)>; rel=\"next\"$", "$1");
            assertEquals(page.path("next") == null, link == null);
        }

        // Then
        assertEquals(APPS, walked.size());
        assertEquals(all, walked);
        assertEquals(APPS, new HashSet<>(walked).size());
    }

    @Test
    void rolesAndQuotasAreWalkedByNextAsWell() {
        // Given
        String roles = "/teams/" + rows.owner().teamId() + "/roles";
        List.of("Zebra", "apple", "Mango")
                .forEach(name -> api.post(roles, Map.of("name", name, "permissions", List.of("app-read")))
                        .then()
                        .statusCode(201));
        Api operator = new Api(people.token(people.operator(), Scope.ALL, Duration.ofDays(1)));

        // When
        List<String> walked = walk(api, roles, "items.slug");
        List<String> teams = walk(operator, "/quotas", "items.teamId");

        // Then
        assertEquals(List.of("owner", "admin", "deployer", "viewer", "mango", "zebra", "apple"), walked);
        assertTrue(teams.contains(rows.owner().teamId().toString()), teams.toString());
        assertEquals(teams.size(), new HashSet<>(teams).size());
        assertEquals(operator.get("/quotas?limit=200").jsonPath().getList("items.teamId"), teams);
    }

    /** Every item, three at a time. */
    private static List<String> walk(Api asker, String path, String items) {
        List<String> walked = new ArrayList<>();
        String next = "";
        while (next != null) {
            Response page = asker.get(path + "?limit=3&after=" + next);
            List<String> found = page.jsonPath().getList(items);
            assertTrue(!found.isEmpty() && found.size() <= 3, page.asString());
            walked.addAll(found);
            next = page.path("next");
        }
        return walked;
    }

    @Test
    void searchingShowsWhatContainsTheTextAndNothingOfPatterns() {
        // Given
        String path = "/projects/" + rows.owner().projectId() + "/apps?limit=200&search=";

        // When
        List<String> found = api.get(path + "COPY 12").jsonPath().getList("items.name");
        List<String> percent = api.get(path + "%25").jsonPath().getList("items.name");

        // Then
        assertTrue(
                found.contains("copy 12") && found.stream().allMatch(name -> name.contains("copy 12")),
                found.toString());
        assertEquals(List.of(), percent);
    }

    @Test
    void aStatusShowsOnlyItsOwnAndAnUnknownOneIsRefused() {
        // Given
        String path = "/apps/" + rows.ids().get("appId") + "/builds?status=";

        // When
        Response succeeded = api.get(path + "succeeded");
        Response failed = api.get(path + "failed");
        Response unknown = api.get(path + "odd");

        // Then
        assertEquals(1, succeeded.jsonPath().getList("items").size());
        assertEquals(0, failed.jsonPath().getList("items").size());
        unknown.then().statusCode(400).body("errors[0].field", endsWith("status"));
    }

    @Test
    void aCursorOfAnotherListOrOfNobodyIsRefused() {
        // When
        Stream<Executable> checks = paged().flatMap(list -> Stream.of("x", "AAAA", "%00", "bm9uZQ", "W10")
                .map(cursor -> () -> {
                    Response answer = api.get(rows.path(list) + "?after=" + cursor);
                    assertEquals(400, answer.statusCode(), list + " with " + cursor + ": " + answer.asString());
                }));

        // Then
        assertAll(checks);
    }

    @Test
    void aPageIsNeitherEmptyNorEndless() {
        // When
        Stream<Executable> checks = paged().flatMap(list -> Stream.of("0", "201", "-1", "x", "99999999999")
                .map(limit -> () -> assertEquals(
                        400, api.get(rows.path(list) + "?limit=" + limit).statusCode(), list + " with " + limit)));

        // Then
        assertAll(checks);
    }

    private void ask(Operation list) {
        api.request()
                .header(CountedStatements.HEADER, "yes")
                .get("/api/v1" + rows.path(list) + "?limit=200")
                .then()
                .statusCode(200);
    }

    /** What answers with a page. */
    private static Stream<Operation> lists() {
        OpenApi document = OpenApi.read();
        return document.operations().stream()
                .filter(operation -> operation.verb().equals("GET"))
                .filter(operation -> document.resolve(
                                operation.node().at("/responses/200/content/application~1json/schema"))
                        .path("properties")
                        .has("next"));
    }

    /** Of those, what the caller may see and the team has rows of. */
    private static Stream<Operation> paged() {
        return lists().filter(list -> list.parameters("query").stream()
                        .anyMatch(parameter -> parameter.path("name").asText().equals("limit")))
                .filter(list -> rows.knows(list))
                .filter(list -> !list.permission().equals("platform-operate"));
    }
}
