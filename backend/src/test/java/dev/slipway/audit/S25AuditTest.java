package dev.slipway.audit;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.identity.Account;
import dev.slipway.support.Api;
import dev.slipway.support.Surroundings;
import dev.slipway.tenancy.People;
import dev.slipway.tenancy.Role;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Everything that changes something is in the audit, and the audit shows when somebody touched it. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class S25AuditTest {

    @Inject
    People people;

    @Inject
    DataSource database;

    @Inject
    AuditLog log;

    @ConfigProperty(name = "slipway.db.url")
    String url;

    @ConfigProperty(name = "slipway.db.user")
    String user;

    @ConfigProperty(name = "slipway.db.password")
    String password;

    private People.Person owner;
    private Api api;

    @BeforeEach
    void aTeam() {
        owner = people.owner();
        api = new Api(owner.token());
    }

    @Test
    void changesRefusalsAndSignInsAreRecordedInTheirTeamOnly() {
        // Given
        People.Person viewer = people.member(owner, Role.VIEWER);
        String app = api.app(owner.projectId(), Map.of("repository", "https://example.org/a/b.git"));

        // When
        new Api(viewer.token()).delete("/apps/" + app);
        given().contentType(ContentType.JSON)
                .body(Map.of("email", owner.email(), "password", "not the password"))
                .post("/api/v1/sessions");

        // Then
        Response own = api.get("/teams/" + owner.teamId() + "/audit");
        own.then()
                .body("items[0].action", equalTo("app.delete"))
                .body("items[0].status", equalTo(403))
                .body("items[0].actor", startsWith("Person"))
                .body("items.action", hasItem("app.create"));
        People.Person stranger = people.owner();
        new Api(stranger.token())
                .get("/teams/" + stranger.teamId() + "/audit")
                .then()
                .body("items.size()", equalTo(0));
        new Api(viewer.token())
                .get("/teams/" + owner.teamId() + "/audit")
                .then()
                .statusCode(403);
        operator()
                .get("/audit?search=session.open")
                .then()
                .body("items[0].actor", equalTo(owner.email()))
                .body("items[0].status", equalTo(401));
    }

    @Test
    void aChangeWhoseEntryCannotBeWrittenDoesNotHappen() throws SQLException {
        // Given
        asOwner("alter table audit_entry add constraint no_more check (action <> 'project.create') not valid");

        // When
        Response refused = api.post("/teams/" + owner.teamId() + "/projects", Map.of("name", "not without entry"));
        asOwner("alter table audit_entry drop constraint no_more");

        // Then
        refused.then().statusCode(500);
        api.get("/teams/" + owner.teamId() + "/projects").then().body("items.name", not(hasItem("not without entry")));
        api.post("/teams/" + owner.teamId() + "/projects", Map.of("name", "with entry"))
                .then()
                .statusCode(201);
        assertEquals(1, entriesOf("project.create"));
    }

    @Test
    void whatChangesNothingHasItsEntryToo() {
        // When
        api.put("/teams/" + owner.teamId() + "/members/" + owner.accountId(), Map.of("role", "king"))
                .then()
                .statusCode(400);

        // Then
        api.get("/teams/" + owner.teamId() + "/audit")
                .then()
                .body("items[0].action", equalTo("member.change"))
                .body("items[0].status", equalTo(400));
    }

    @Test
    void entriesOfManyAtOnceFollowFromEachOther() {
        // When
        IntStream.range(0, 24)
                .parallel()
                .forEach(number -> api.post("/teams/" + owner.teamId() + "/projects", Map.of("name", "p" + number)));

        // Then
        assertEquals(24, entriesOf("project.create"));
        AuditLog.Verification verification = log.verify();
        assertTrue(verification.intact(), verification.detail());
    }

    @Test
    void theExportIsJsonLinesOrSyslog() {
        // Given
        api.delete("/apps/" + api.app(owner.projectId(), Map.of("repository", "https://example.org/a/b.git")));

        // When
        String syslog = operator().get("/audit/export?format=syslog").asString();

        // Then
        String line = syslog.lines()
                .filter(one -> one.contains("action=\"app.delete\"")
                        && one.contains(owner.teamId().toString()))
                .findFirst()
                .orElseThrow();
        assertTrue(
                line.matches(
                        "<109>1 \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z \\S+ slipway - audit \\[audit@32473 seq=\"\\d+\""
                                + " action=\"app.delete\" status=\"200\" actor=\"Person .*\"\\] Person .* did app.delete on /api/v1/apps/.*"),
                line);
        operator().get("/audit/export?format=xml").then().statusCode(400);
    }

    @Test
    void noSecretAppearsInIt() {
        // Given
        String app = api.app(owner.projectId(), Map.of("repository", "https://example.org/a/b.git"));

        // When
        api.put(
                "/apps/" + app + "/environment",
                Map.of("variables", List.of(Map.of("name", "KEY", "value", "canary-4711", "secret", true))));

        // Then
        String export = operator().get("/audit/export").asString();
        assertTrue(export.contains("environment.put"), export);
        assertFalse(export.contains("canary-4711"));
    }

    @Test
    void theControlPlanesRoleCannotChangeAnEntry() throws SQLException {
        // Given
        api.post("/teams/" + owner.teamId() + "/projects", Map.of("name", "x"));

        // When
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            SQLException change = assertThrows(
                    SQLException.class, () -> statement.execute("update audit_entry set actor = 'nobody'"));
            SQLException removal = assertThrows(SQLException.class, () -> statement.execute("delete from audit_entry"));

            // Then
            assertEquals("42501 42501", change.getSQLState() + " " + removal.getSQLState());
        }
    }

    @Test
    void anEntryThatWasChangedOrRemovedIsFound() throws SQLException {
        // Given
        api.post("/teams/" + owner.teamId() + "/projects", Map.of("name", "x"));
        api.post("/teams/" + owner.teamId() + "/projects", Map.of("name", "y"));
        long last = log.verify().entries();
        boolean before = log.verify().intact();

        // When
        asOwner("update audit_entry set actor = actor || '!' where seq = " + last);
        AuditLog.Verification changed = log.verify();
        asOwner("update audit_entry set actor = left(actor, -1) where seq = " + last);
        asOwner("create table kept as select * from audit_entry where seq = " + last);
        asOwner("delete from audit_entry where seq = " + last);
        AuditLog.Verification cut = log.verify();
        asOwner("insert into audit_entry select * from kept");
        asOwner("drop table kept");

        // Then
        assertEquals("entry " + last + " is not as it was written", changed.detail());
        assertEquals("entries after " + (last - 1) + " are missing: " + last + " were written", cut.detail());
        assertEquals("true true", before + " " + log.verify().intact());
    }

    private void asOwner(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement work = connection.createStatement()) {
            work.execute("alter table audit_entry disable trigger audit_entry_stays");
            work.execute(statement);
            work.execute("alter table audit_entry enable trigger audit_entry_stays");
        }
    }

    private int entriesOf(String action) {
        List<String> actions = api.get("/teams/" + owner.teamId() + "/audit").path("items.action");
        return Collections.frequency(actions, action);
    }

    private Api operator() {
        People.Person person = people.owner();
        QuarkusTransaction.requiringNew()
                .run(() -> Account.update("operator = true where id = ?1", person.accountId()));
        return new Api(person.token());
    }
}
