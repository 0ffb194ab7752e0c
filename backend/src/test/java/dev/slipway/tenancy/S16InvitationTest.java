package dev.slipway.tenancy;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.slipway.identity.Account;
import dev.slipway.support.Api;
import dev.slipway.support.Surroundings;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Invitations are bound to address and role, work once, expire, and are hidden from members. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class S16InvitationTest {

    @Inject
    People people;

    @Inject
    Clock clock;

    private People.Person owner;
    private String invitations;

    @BeforeEach
    void aTeam() {
        owner = people.owner();
        invitations = "/teams/" + owner.teamId() + "/invitations";
    }

    @Test
    void anInvitationMakesTheAccountOfItsAddressAMemberOnce() {
        // Given
        String email = UUID.randomUUID() + "@example.org";
        String token = invite(owner, email, "deployer");

        // When
        Response first = accept(token);
        Response second = accept(token);

        // Then
        first.then().statusCode(201).body("user.email", equalTo(email)).body("teams[0].role", equalTo("deployer"));
        second.then().statusCode(404).body("detail", startsWith("this invitation was used"));
    }

    @Test
    void aMemberNeitherListsNorMakesInvitations() {
        // Given
        invite(owner, UUID.randomUUID() + "@example.org", "admin");
        Api deployer = new Api(people.member(owner, Role.DEPLOYER).token());

        // When
        int list = deployer.get(invitations).statusCode();
        int make = deployer.post(invitations, Map.of("email", "me@example.org", "role", "admin"))
                .statusCode();

        // Then
        assertEquals("403 403", list + " " + make);
    }

    @Test
    void anInvitationOfAnExistingAccountIsWorthNothingToAnother() {
        // Given
        People.Person invited = people.owner();
        String token = invite(owner, invited.email(), "admin");

        // When
        Response nobody = accept(token);
        Response thief = acceptAs(people.member(owner, Role.VIEWER), token);
        Response right = acceptAs(invited, token);

        // Then
        assertEquals("403 403 201", nobody.statusCode() + " " + thief.statusCode() + " " + right.statusCode());
    }

    @Test
    void anOldInvitationIsWorthNothing() {
        // Given
        String email = UUID.randomUUID() + "@example.org";
        String token = invite(owner, email, "viewer");

        // When
        QuarkusTransaction.requiringNew()
                .run(() -> Invitation.update("expiresAt = ?1 where email = ?2", clock.instant(), email));

        // Then
        accept(token).then().statusCode(404);
        assertEquals(0L, QuarkusTransaction.requiringNew().call(() -> Account.count("email", email)));
    }

    @Test
    void onlyAnOwnerMakesOwnersAndTheLastOneStays() {
        // Given
        People.Person admin = people.member(owner, Role.ADMIN);
        Api asAdmin = new Api(admin.token());
        String members = "/teams/" + owner.teamId() + "/members/";

        // When
        int invites = asAdmin.post(invitations, Map.of("email", "o@example.org", "role", "owner"))
                .statusCode();
        int raises = asAdmin.put(members + admin.accountId(), Map.of("role", "owner"))
                .statusCode();
        int removes = asAdmin.delete(members + owner.accountId()).statusCode();
        Response leaves = new Api(owner.token()).delete(members + owner.accountId());

        // Then
        assertEquals("403 403 403", invites + " " + raises + " " + removes);
        leaves.then().statusCode(409).body("detail", startsWith("this is the team's last owner"));
    }

    @Test
    void aRemovedMemberSeesNothingOfTheTeam() {
        // Given
        People.Person viewer = people.member(owner, Role.VIEWER);
        Api api = new Api(viewer.token());
        int before = api.get("/projects/" + owner.projectId()).statusCode();

        // When
        new Api(owner.token())
                .delete("/teams/" + owner.teamId() + "/members/" + viewer.accountId())
                .then()
                .statusCode(204);

        // Then
        assertEquals(200, before);
        api.get("/projects/" + owner.projectId()).then().statusCode(404);
    }

    @Test
    void aProtectedProjectAsksForASecondRole() {
        // Given
        Api asOwner = new Api(owner.token());
        People.Person deployer = people.member(owner, Role.DEPLOYER);
        Api asDeployer = new Api(deployer.token());
        String app = asOwner.app(owner.projectId(), Map.of("repository", "https://example.org/a/b.git"));
        asOwner.patch("/projects/" + owner.projectId(), Map.of("guarded", true))
                .then()
                .statusCode(200);

        // When
        Response alone = asDeployer.post("/apps/" + app + "/builds", Map.of());
        int looks = asDeployer.get("/apps/" + app).statusCode();
        asOwner.put("/projects/" + owner.projectId() + "/members/" + deployer.accountId(), Map.of("role", "deployer"))
                .then()
                .statusCode(200);
        Response withBoth = asDeployer.post("/apps/" + app + "/builds", Map.of());

        // Then
        alone.then().statusCode(403);
        assertEquals(true, alone.<String>path("detail").contains("is protected"));
        assertEquals("200 202", looks + " " + withBoth.statusCode());
        assertFalse(asOwner.get("/projects/" + owner.projectId() + "/members")
                .<java.util.List<Object>>path("items")
                .isEmpty());
    }

    private String invite(People.Person by, String email, String role) {
        Response answer = new Api(by.token()).post(invitations, Map.of("email", email, "role", role));
        answer.then().statusCode(201);
        return answer.<String>path("url").replaceFirst(".*token=", "");
    }

    private static Response accept(String token) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("token", token, "name", "New", "password", "correct horse battery"))
                .post("/api/v1/invitations/acceptance");
    }

    private static Response acceptAs(People.Person person, String token) {
        return new Api(person.token()).post("/invitations/acceptance", Map.of("token", token));
    }
}
