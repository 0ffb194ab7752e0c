package dev.slipway.api;

import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.platform.DataScope;
import dev.slipway.support.Api;
import dev.slipway.support.Surroundings;
import dev.slipway.tenancy.People;
import dev.slipway.tenancy.Role;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A POST that is sent again with its key does its work once. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class IdempotencyTest {

    private static final Map<String, Object> APP = Map.of("repository", "https://example.org/team/app.git");

    @Inject
    People people;

    @Inject
    DataSource database;

    @Inject
    IdempotencyKeys keys;

    private People.Person owner;
    private String apps;

    @BeforeEach
    void aProject() {
        owner = people.owner();
        apps = "/projects/" + owner.projectId() + "/apps";
    }

    @Test
    void theSameRequestGetsTheSameAnswerAndOneAppIsMade() {
        // Given
        String key = UUID.randomUUID().toString();
        Response first = post(owner, key, apps, APP);

        // When
        Response second = post(owner, key, apps, APP);

        // Then
        assertEquals("201 201", first.statusCode() + " " + second.statusCode());
        assertEquals(first.asString(), second.asString());
        assertEquals("null true", first.header("Idempotency-Replayed") + " " + second.header("Idempotency-Replayed"));
        new Api(owner.token()).get(apps).then().body("items", hasSize(1));
    }

    @Test
    void anotherRequestUnderTheSameKeyIsRefused() {
        // Given
        String key = UUID.randomUUID().toString();
        post(owner, key, apps, APP);

        // When
        Response other = post(owner, key, apps, Map.of("repository", "https://example.org/team/other.git"));

        // Then
        other.then().statusCode(422).contentType("application/problem+json").body("type", endsWith("/key-reused"));
    }

    @Test
    void keysOfTwoPeopleDoNotMeet() {
        // Given
        People.Person admin = people.member(owner, Role.ADMIN);
        String key = UUID.randomUUID().toString();
        Response mine = post(owner, key, apps, APP);

        // When
        Response theirs = post(admin, key, apps, APP);

        // Then
        assertEquals("201 201", mine.statusCode() + " " + theirs.statusCode());
        assertFalse(mine.path("id").equals(theirs.path("id")));
    }

    @Test
    void whatWasRefusedDidNothingAndLeavesTheKeyFree() {
        // Given
        String key = UUID.randomUUID().toString();
        Response refused = post(owner, key, apps, Map.of("repository", "not an address"));

        // When
        Response again = post(owner, key, apps, APP);

        // Then
        assertEquals("400 201", refused.statusCode() + " " + again.statusCode());
    }

    @Test
    void manyAtOnceMakeOneApp() {
        // Given
        String key = UUID.randomUUID().toString();

        // When
        List<Integer> statuses = IntStream.range(0, 12)
                .parallel()
                .mapToObj(number -> post(owner, key, apps, APP).statusCode())
                .toList();

        // Then
        assertTrue(statuses.contains(201) && List.of(201, 409).containsAll(statuses), statuses.toString());
        new Api(owner.token()).get(apps).then().body("items", hasSize(1));
    }

    @Test
    void aNewTokensTextIsRepeatedButNotKeptReadable() throws SQLException {
        // Given
        String key = UUID.randomUUID().toString();
        String token = post(owner, key, "/tokens", Map.of("name", "ci")).path("token");

        // When
        String again = post(owner, key, "/tokens", Map.of("name", "ci")).path("token");

        // Then
        assertEquals(token, again);
        assertFalse(DataScope.asPlatform(this::everything).contains(token));
    }

    @Test
    void aKeyThatNobodyFilledInIsFreeAgainAfterAWhile() throws SQLException {
        // Given
        IdempotencyKeys.Taken key = IdempotencyKeys.name(owner.accountId(), "abandoned");
        byte[] request = {1, 2, 3};
        keys.take(key, owner.accountId(), request);
        age(key, Duration.ofMinutes(6));

        // When
        boolean free = keys.take(key, owner.accountId(), request).isEmpty();

        // Then
        assertTrue(free);
    }

    @Test
    void whatIsNoKeyIsRefused() {
        // When
        Response longer = post(owner, "k".repeat(256), apps, APP);
        Response blank = post(owner, "a key", apps, APP);

        // Then
        assertEquals("400 400", longer.statusCode() + " " + blank.statusCode());
    }

    private static Response post(People.Person person, String key, String path, Object body) {
        return new Api(person.token())
                .request()
                .header("Idempotency-Key", key)
                .body(body)
                .post("/api/v1" + path);
    }

    private void age(IdempotencyKeys.Taken key, Duration by) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = connection.prepareStatement(
                        "update idempotency_key set taken_at = taken_at - ? * interval '1 second' where hash = ?")) {
            statement.setLong(1, by.toSeconds());
            statement.setBytes(2, key.hash());
            assertEquals(1, statement.executeUpdate());
        }
    }

    private String everything() {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select string_agg(encode(answer, 'escape'), ' ') from idempotency_key")) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
