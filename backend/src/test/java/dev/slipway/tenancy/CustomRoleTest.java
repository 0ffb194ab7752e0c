package dev.slipway.tenancy;

import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.platform.DataScope;
import dev.slipway.support.Api;
import dev.slipway.support.Surroundings;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Roles made from permissions: what they give, to whom, by whom, and when it ends. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class CustomRoleTest {

    @Inject
    People people;

    private People.Person owner;
    private People.Person member;
    private Api owners;
    private Api members;

    @BeforeEach
    void aTeam() {
        owner = people.owner();
        member = people.member(owner, Role.VIEWER);
        owners = new Api(owner.token());
        members = new Api(member.token());
    }

    @Test
    void aRoleGivesItsPermissionsAndNothingElse() {
        // Given
        role("Support", "app-read", "logs-read", "project-read");
        become(member, "support");

        // When
        int projects = members.get("/teams/" + owner.teamId() + "/projects").statusCode();
        int membersSeen = members.get("/teams/" + owner.teamId() + "/members").statusCode();
        int adds = members.post("/teams/" + owner.teamId() + "/projects", Map.of("name", "x"))
                .statusCode();

        // Then
        assertEquals("200 403 403", projects + " " + membersSeen + " " + adds);
        members.get("/sessions/current")
                .then()
                .body("teams[0].role", equalTo("support"))
                .body("teams[0].permissions", containsInAnyOrder("app-read", "logs-read", "project-read"));
    }

    @Test
    void aChangeOfTheRoleCountsAtOnceForEverybodyWhoHasIt() {
        // Given
        String id = role("Support", "project-read");
        become(member, "support");
        members.get("/teams/" + owner.teamId() + "/members").then().statusCode(403);

        // When
        owners.put(roles() + "/" + id, Map.of("name", "Support", "permissions", List.of("team-read")))
                .then()
                .statusCode(200);

        // Then
        members.get("/teams/" + owner.teamId() + "/members").then().statusCode(200);
        members.get("/teams/" + owner.teamId() + "/projects").then().statusCode(403);
    }

    @Test
    void nobodyGivesMoreThanTheyHave() {
        // Given
        role("Staff", "team-read", "members-manage", "app-read");
        String looks = role("Looks", "app-read");
        become(member, "staff");
        People.Person other = people.member(owner, Role.VIEWER);
        String path = "/teams/" + owner.teamId() + "/members/" + other.accountId();

        // When
        String given = status(members.put(path, Map.of("role", "owner")))
                + status(members.put(path, Map.of("role", "admin")))
                + status(members.put(path, Map.of("role", "deployer")));
        String made = status(members.post(roles(), definition("Strong", "app-delete")))
                + status(members.put(roles() + "/" + looks, definition("Looks", "app-read", "terminal-open")))
                + status(members.post(roles(), definition("Weak", "app-read")));
        String invited = status(members.post(
                "/teams/" + owner.teamId() + "/invitations", Map.of("email", "a@example.org", "role", "admin")));
        String program = status(members.post(
                "/teams/" + owner.teamId() + "/service-accounts", Map.of("name", "ci", "role", "deployer")));

        // Then
        assertEquals("403 403 403 ", given);
        assertEquals("403 403 201 ", made);
        assertEquals("403 403 ", invited + program);
        // A viewer reads logs and variables, which this role does not: not theirs to take away either.
        members.put(path, Map.of("role", "looks")).then().statusCode(403);
        owners.put(path, Map.of("role", "looks")).then().statusCode(200);
        members.put(path, Map.of("role", "weak")).then().statusCode(200);
    }

    @Test
    void aRoleOfATeamMeansNothingInAnother() {
        // Given
        String id = role("Support", "app-read");
        People.Person stranger = people.owner();
        Api strangers = new Api(stranger.token());
        People.Person theirs = people.member(stranger, Role.VIEWER);

        // When
        Response given = strangers.put(
                "/teams/" + stranger.teamId() + "/members/" + theirs.accountId(), Map.of("role", "support"));
        Response changed =
                strangers.put("/teams/" + stranger.teamId() + "/roles/" + id, definition("Mine", "app-read"));
        Response seen = strangers.get("/teams/" + stranger.teamId() + "/roles");

        // Then
        given.then().statusCode(400).body("detail", containsString("a role of this team"));
        changed.then().statusCode(404);
        seen.then().body("items.slug", not(hasItems("support"))).body("items.slug", hasItems("owner", "viewer"));
    }

    @Test
    void theFourNamesAreTakenAndPermissionsOutsideOfTeamsAreNone() {
        // When
        Response named = owners.post(roles(), definition("Owner", "app-read"));
        Response operator = owners.post(roles(), definition("Boss", "platform-operate"));

        // Then
        named.then().statusCode(201).body("slug", equalTo("owner-2"));
        operator.then().statusCode(400).body("detail", containsString("platform-operate"));
    }

    @Test
    void aRoleThatSomebodyHasStays() {
        // Given
        String id = role("Support", "app-read");
        become(member, "support");

        // When
        Response held = owners.delete(roles() + "/" + id);
        become(member, "viewer");
        Response free = owners.delete(roles() + "/" + id);

        // Then
        held.then().statusCode(409).body("detail", containsString("held by 1"));
        free.then().statusCode(204);
    }

    @Test
    void aRoleInAProjectAddsToThatInTheTeam() {
        // Given
        role("Releases", "app-create", "app-deploy", "project-read");
        members.post("/projects/" + owner.projectId() + "/apps", Map.of("repository", "https://example.org/a.git"))
                .then()
                .statusCode(403);

        // When
        owners.put("/projects/" + owner.projectId() + "/members/" + member.accountId(), Map.of("role", "releases"))
                .then()
                .statusCode(200)
                .body("role", equalTo("releases"));

        // Then
        members.post("/projects/" + owner.projectId() + "/apps", Map.of())
                .then()
                .statusCode(400);
    }

    @Test
    void theVersionBeforeWouldSeeAViewer() {
        // Given
        role("Mighty", "app-delete", "members-manage");
        become(member, "mighty");

        // When
        Role column = DataScope.asPlatform(() -> QuarkusTransaction.requiringNew()
                .call(() -> Member.in(owner.teamId(), member.accountId()).orElseThrow().role));

        // Then
        assertEquals(Role.VIEWER, column);
    }

    @Test
    void rolesOfTheFourHandleThoseBelowThem() {
        // Given
        TeamRole.Custom all = new TeamRole.Custom(owner.teamId(), "all", Role.DEPLOYER.permissions());

        // Then
        assertTrue(Role.OWNER.mayHandle(Role.OWNER) && Role.OWNER.mayHandle(all));
        assertTrue(Role.ADMIN.mayHandle(Role.ADMIN) && Role.ADMIN.mayHandle(all));
        assertFalse(Role.ADMIN.mayHandle(Role.OWNER));
        assertTrue(all.mayHandle(Role.DEPLOYER) && all.mayHandle(Role.VIEWER));
        assertFalse(all.mayHandle(Role.ADMIN) || all.mayHandle(Role.OWNER));
    }

    private String role(String name, String... permissions) {
        Response made = owners.post(roles(), definition(name, permissions));
        made.then().statusCode(201);
        return made.path("id");
    }

    private void become(People.Person who, String role) {
        owners.put("/teams/" + owner.teamId() + "/members/" + who.accountId(), Map.of("role", role))
                .then()
                .statusCode(200)
                .body("role", equalTo(role));
    }

    private String roles() {
        return "/teams/" + owner.teamId() + "/roles";
    }

    private static Map<String, Object> definition(String name, String... permissions) {
        return Map.of("name", name, "permissions", List.of(permissions));
    }

    private static String status(Response answer) {
        return answer.statusCode() + " ";
    }
}
