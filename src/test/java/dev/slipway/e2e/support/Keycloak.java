package dev.slipway.e2e.support;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The real Keycloak that {@code ./slipway keycloak} starts, as its administrator sees it. */
public final class Keycloak {
    private final Front front;
    private final URI base;
    private final Map<String, String> secrets;

    Keycloak(Front front, Path secrets) {
        this.front = front;
        this.base = URI.create("http://localhost:" + front.port());
        this.secrets = SourceTree.lines(secrets).stream()
                .collect(Collectors.toMap(line -> line.split("=", 2)[0], line -> line.split("=", 2)[1]));
    }

    /** What everybody connects to; can look as if there were no Keycloak. */
    public Front front() {
        return front;
    }

    /** Address of a realm; tokens name it as their issuer. */
    public URI realm(String name) {
        return base.resolve("/realms/" + name);
    }

    /** The password of the people in the realm file and of those made here. */
    public String password() {
        return secrets.get("SLIPWAY_KEYCLOAK_PASSWORD");
    }

    /** A person with a verified address in groups given by their paths; returns the id. */
    public String person(String realm, String name, List<String> groups) {
        return created(admin().body(Map.of(
                        "username",
                        name,
                        "email",
                        name + "@acme.example",
                        "emailVerified",
                        true,
                        "enabled",
                        true,
                        "firstName",
                        name,
                        "lastName",
                        "Tester",
                        "groups",
                        groups,
                        "credentials",
                        List.of(Map.of("type", "password", "value", password()))))
                .post("/admin/realms/{realm}/users", realm));
    }

    /** Changes what Keycloak knows of a person. */
    public void change(String person, Map<String, Object> settings) {
        admin().body(settings)
                .put("/admin/realms/slipway/users/{id}", person)
                .then()
                .statusCode(204);
    }

    /** Takes a person out of one group and into another. */
    public void move(String person, String from, String to) {
        admin().delete("/admin/realms/slipway/users/{id}/groups/{group}", person, group(from))
                .then()
                .statusCode(204);
        admin().put("/admin/realms/slipway/users/{id}/groups/{group}", person, group(to))
                .then()
                .statusCode(204);
    }

    /** Ends all sessions of a person; every client with a back-channel address is told. */
    public void logout(String person) {
        admin().post("/admin/realms/slipway/users/{id}/logout", person).then().statusCode(204);
    }

    /** One more realm of the same server. */
    public void addRealm(String name) {
        admin().body(Map.of("realm", name, "enabled", true))
                .post("/admin/realms")
                .then()
                .statusCode(201);
    }

    /** Signs the tokens of a realm with a key of the caller's (PEM, PKCS #8), before any key of its own. */
    public void signWith(String realm, String name, String privateKey, int priority) {
        admin().body(Map.of(
                        "name",
                        name,
                        "providerId",
                        "rsa",
                        "providerType",
                        "org.keycloak.keys.KeyProvider",
                        "config",
                        Map.of(
                                "privateKey", List.of(privateKey),
                                "priority", List.of(String.valueOf(priority)),
                                "active", List.of("true"),
                                "enabled", List.of("true"))))
                .post("/admin/realms/{realm}/components", realm)
                .then()
                .statusCode(201);
    }

    /**
     * A public client of a realm whose programs ask with a person's password.
     *
     * @param audience whom its tokens are for
     * @param seconds how long they live
     */
    public void client(String realm, String name, String audience, int seconds) {
        Map<String, Object> forAudience = Map.of(
                "name",
                "audience",
                "protocol",
                "openid-connect",
                "protocolMapper",
                "oidc-audience-mapper",
                "config",
                Map.of("included.custom.audience", audience, "access.token.claim", "true", "id.token.claim", "true"));
        Map<String, Object> groups = Map.of(
                "name",
                "groups",
                "protocol",
                "openid-connect",
                "protocolMapper",
                "oidc-group-membership-mapper",
                "config",
                Map.of("claim.name", "groups", "full.path", "true", "access.token.claim", "true"));
        created(admin().body(Map.of(
                        "clientId",
                        name,
                        "publicClient",
                        true,
                        "standardFlowEnabled",
                        false,
                        "directAccessGrantsEnabled",
                        true,
                        "attributes",
                        Map.of("access.token.lifespan", String.valueOf(seconds)),
                        "protocolMappers",
                        List.of(forAudience, groups)))
                .post("/admin/realms/{realm}/clients", realm));
    }

    /** The tokens of a person through a client made here: access_token, id_token, refresh_token. */
    public Response tokens(String realm, String client, String person) {
        Response answer = given().baseUri(base.toString())
                .formParams(Map.of(
                        "grant_type",
                        "password",
                        "client_id",
                        client,
                        "username",
                        person,
                        "password",
                        password(),
                        "scope",
                        "openid"))
                .post("/realms/{realm}/protocol/openid-connect/token", realm);
        answer.then().statusCode(200);
        return answer;
    }

    private String group(String path) {
        return admin().get("/admin/realms/slipway/group-by-path" + path)
                .then()
                .statusCode(200)
                .extract()
                .path("id");
    }

    /** Its tokens live for a minute, so each request has a new one. */
    private RequestSpecification admin() {
        String token = given().baseUri(base.toString())
                .formParams(Map.of(
                        "grant_type",
                        "password",
                        "client_id",
                        "admin-cli",
                        "username",
                        "admin",
                        "password",
                        secrets.get("KC_BOOTSTRAP_ADMIN_PASSWORD")))
                .post("/realms/master/protocol/openid-connect/token")
                .then()
                .statusCode(200)
                .extract()
                .path("access_token");
        return given().baseUri(base.toString())
                .header("Authorization", "Bearer " + token)
                .contentType(ContentType.JSON);
    }

    private static String created(Response answer) {
        answer.then().statusCode(201);
        String address = answer.header("Location");
        return address.substring(address.lastIndexOf('/') + 1);
    }
}
