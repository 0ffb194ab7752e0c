package dev.slipway.tenancy;

import dev.slipway.identity.Permission;
import dev.slipway.identity.Scope;
import dev.slipway.support.Api;
import dev.slipway.support.GitServer;
import dev.slipway.support.OpenApi.Operation;
import io.restassured.response.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The team that everybody comes to, with one of everything in it; made once, and what a door deletes made anew. */
@ApplicationScoped
class Visitors {

    /** Nothing has this id. */
    static final String UNKNOWN = "00000000-0000-4000-8000-000000000000";

    private static final Duration DAY = Duration.ofDays(1);

    private static final Set<String> KNOWN = Set.of(
            "teamId",
            "projectId",
            "appId",
            "buildId",
            "deploymentId",
            "accountId",
            "invitationId",
            "webhookId",
            "repositoryId");

    private final People people;
    private final Map<Visitor, People.Person> persons = new EnumMap<>(Visitor.class);
    private final Map<Permission, String> lacking = new EnumMap<>(Permission.class);
    private People.Person owner;
    private Api api;
    private String app = "";
    private String build = "";
    private String deployment = "";
    private String elsewhere = "";
    private String service = "";
    private String webhook = "";

    Visitors(People people) {
        this.people = people;
    }

    /** What somebody sends to prove who they are; empty for nothing. */
    synchronized String credential(Visitor visitor, Permission permission) {
        make();
        return switch (visitor) {
            case ANONYMOUS -> "";
            case TOKEN_OF_ANOTHER_TEAM -> elsewhere;
            case TOKEN_WITHOUT_THE_PERMISSION -> lacking.computeIfAbsent(permission, this::tokenWithout);
            case EXPIRED_TOKEN, OTHER_TEAM, VIEWER, DEPLOYER, ADMIN, OPERATOR ->
                persons.get(visitor).token();
        };
    }

    /** Somebody, where a single token is not enough. */
    synchronized People.Person person(Visitor visitor) {
        make();
        return persons.get(visitor);
    }

    /** Whether there is one of this kind. */
    boolean knows(String parameter) {
        return KNOWN.contains(parameter);
    }

    /** The id of something of the team; what the operation would delete is made for it. */
    synchronized String target(String parameter, Operation operation) {
        make();
        boolean deleted = operation.verb().equals("DELETE") && operation.path().endsWith("{" + parameter + "}");
        return switch (parameter) {
            case "teamId" -> owner.teamId().toString();
            case "projectId" -> owner.projectId().toString();
            case "appId" -> deleted ? anotherApp() : app;
            case "buildId" -> build;
            case "deploymentId" -> deployment;
            case "accountId" -> operation.path().contains("service-accounts") ? service(deleted) : member(operation);
            case "invitationId" -> invitation();
            case "webhookId" -> webhook(deleted);
            case "repositoryId" -> repository(deleted);
            default -> UNKNOWN;
        };
    }

    private void make() {
        if (owner != null) {
            return;
        }
        owner = people.owner();
        api = new Api(owner.token());
        try (GitServer git = new GitServer()) {
            String url = git.commit("matrix", Map.of("Dockerfile", "FROM debian\nCMD serve\n"));
            app = api.app(owner.projectId(), Map.of("repository", url));
            Response running = api.untilApp(app, "running");
            build = running.path("latestBuild.id");
            deployment = api.get("/apps/" + app + "/deployments").path("items[0].id");
        }
        persons.put(Visitor.OTHER_TEAM, people.owner());
        persons.put(Visitor.VIEWER, people.member(owner, Role.VIEWER));
        persons.put(Visitor.DEPLOYER, people.member(owner, Role.DEPLOYER));
        persons.put(Visitor.ADMIN, people.member(owner, Role.ADMIN));
        persons.put(Visitor.OPERATOR, people.operator());
        People.Person expired = people.member(owner, Role.ADMIN);
        people.expireTokens(expired);
        persons.put(Visitor.EXPIRED_TOKEN, expired);
        elsewhere = people.token(owner, new Scope(people.teamOf(owner), null, null), DAY);
    }

    private String tokenWithout(Permission permission) {
        Set<Permission> others = Arrays.stream(Permission.values())
                .filter(Permission::ofTeam)
                .filter(other -> other != permission)
                .collect(Collectors.toSet());
        return people.token(owner, new Scope(null, null, others), DAY);
    }

    private String anotherApp() {
        return api.app(owner.projectId(), Map.of("repository", "https://example.org/team/app.git"));
    }

    /** A team may not have many. */
    private String service(boolean deleted) {
        if (deleted) {
            return newService();
        }
        if (service.isEmpty()) {
            service = newService();
        }
        return service;
    }

    private String newService() {
        return api.post("/teams/" + owner.teamId() + "/service-accounts", Map.of("name", "bot", "role", "viewer"))
                .path("id");
    }

    private String member(Operation operation) {
        String member = people.member(owner, Role.VIEWER).accountId().toString();
        if (operation.path().contains("{projectId}")) {
            api.put("/projects/" + owner.projectId() + "/members/" + member, Map.of("role", "viewer"))
                    .then()
                    .statusCode(200);
        }
        return member;
    }

    /** The first upload makes one. */
    private String repository(boolean deleted) {
        String name = deleted ? "image-" + UUID.randomUUID() : "image";
        String team = api.get("/apps/" + app).path("team.slug");
        api.request()
                .post("/v2/" + team + "/" + name + "/blobs/uploads/")
                .then()
                .statusCode(202);
        return api.get("/teams/" + owner.teamId() + "/repositories?limit=200")
                .path("items.find { it.name.endsWith('" + name + "') }.id");
    }

    /** A team may not have many. */
    private String webhook(boolean deleted) {
        if (!deleted && !webhook.isEmpty()) {
            return webhook;
        }
        String made = api.post(
                        "/teams/" + owner.teamId() + "/webhooks",
                        Map.of("url", "http://127.0.0.1:9/", "events", List.of("build.failed")))
                .path("id");
        webhook = deleted ? webhook : made;
        return made;
    }

    private String invitation() {
        return api.post(
                        "/teams/" + owner.teamId() + "/invitations",
                        Map.of("email", UUID.randomUUID() + "@example.org", "role", "viewer"))
                .path("id");
    }
}
