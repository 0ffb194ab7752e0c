package dev.slipway.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.support.Api;
import dev.slipway.support.Surroundings;
import dev.slipway.tenancy.People;
import dev.slipway.tenancy.Role;
import dev.slipway.tenancy.Team;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the registry was asked to change is in the audit: with the change, or as a refusal. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class AuditedTest {

    @TestHTTPResource("/")
    URI base;

    @Inject
    People people;

    @ConfigProperty(name = "slipway.db.url")
    String url;

    @ConfigProperty(name = "slipway.db.user")
    String user;

    @ConfigProperty(name = "slipway.db.password")
    String password;

    private People.Person owner;
    private String repository;
    private RegistryClient client;

    @BeforeEach
    void aTeamWithAnImage() {
        owner = people.owner();
        repository = QuarkusTransaction.requiringNew().call(() -> Team.<Team>findById(owner.teamId()).slug) + "/image";
        client = RegistryClient.basic(base, owner.token());
        client.image(repository, "latest", "layer");
    }

    @Test
    void whatWasRefusedIsInTheAuditOfTheTeamThatItConcerns() {
        // Given
        RegistryClient viewer =
                RegistryClient.basic(base, people.member(owner, Role.VIEWER).token());
        RegistryClient stranger = RegistryClient.basic(base, people.owner().token());

        // When
        viewer.send("PUT", "/v2/" + repository + "/manifests/taken", RegistryClient.bytes("{}"))
                .expect(403);
        stranger.send("DELETE", "/v2/" + repository + "/manifests/latest").expect(404);
        RegistryClient.anonymous(base)
                .send("POST", "/v2/" + repository + "/blobs/uploads/")
                .expect(401);

        // Then
        List<String> own = entries(new Api(owner.token()).get("/teams/" + owner.teamId() + "/audit"));
        assertEquals("registry.put 403 /v2/" + repository + "/manifests/taken", own.getFirst());
        assertFalse(own.toString().contains(" 404 "), own.toString());
        List<String> all =
                entries(new Api(people.operator().token()).get("/audit?search=" + repository.replaceAll("/.*", "")));
        assertTrue(all.contains("registry.delete 404 /v2/" + repository + "/manifests/latest"), all.toString());
        assertTrue(all.contains("registry.post 401 /v2/" + repository + "/blobs/uploads/"), all.toString());
    }

    @Test
    void aChangeWhoseEntryCannotBeWrittenDoesNotHappen() throws SQLException {
        // Given
        String manifest = client.manifest(repository, "other", "");
        asOwner("alter table audit_entry add constraint no_push check (action not like 'registry.%') not valid");

        // When
        int pushed = push(manifest, "unheard");
        int deleted =
                client.send("DELETE", "/v2/" + repository + "/manifests/latest").status();
        asOwner("alter table audit_entry drop constraint no_push");

        // Then
        assertEquals("500 500", pushed + " " + deleted);
        client.send("GET", "/v2/" + repository + "/manifests/unheard").expect(404);
        client.send("GET", "/v2/" + repository + "/manifests/latest").expect(200);
        assertEquals(201, push(manifest, "heard"));
        List<String> own = entries(new Api(owner.token()).get("/teams/" + owner.teamId() + "/audit"));
        assertTrue(own.getFirst().startsWith("registry.push 201 " + repository + " heard sha256:"), own.getFirst());
        new Api(people.operator().token())
                .get("/audit/verification")
                .then()
                .statusCode(200)
                .body("intact", org.hamcrest.Matchers.equalTo(true));
    }

    private int push(String manifest, String tag) {
        return client.send(
                        "PUT",
                        "/v2/" + repository + "/manifests/" + tag,
                        RegistryClient.bytes(manifest),
                        "Content-Type",
                        RegistryClient.MANIFEST)
                .status();
    }

    private static List<String> entries(Response audit) {
        return audit.jsonPath().<Map<String, Object>>getList("items").stream()
                .map(entry -> entry.get("action") + " " + entry.get("status") + " " + entry.get("target"))
                .toList();
    }

    private void asOwner(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement work = connection.createStatement()) {
            work.execute(statement);
        }
    }
}
