package dev.slipway.api;

import dev.slipway.build.Build;
import dev.slipway.identity.Permission;
import dev.slipway.identity.Scope;
import dev.slipway.support.Api;
import dev.slipway.support.GitServer;
import dev.slipway.tenancy.People;
import dev.slipway.tenancy.Role;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** A team that is fuzzed, beside a team whose things must never show; and what may be named of both. */
final class FuzzWorld {

    private static final Duration DAY = Duration.ofDays(1);
    private static final int APPS = 12;

    /** Fails at once: builds of it are not what is tested. */
    private static final String NOWHERE = "https://127.0.0.1:9/team/app.git";

    /** The value of a secret variable: nobody ever sees it again, also its owner. */
    final String secret = "canary-secret-" + UUID.randomUUID();

    /** In everything that the other team wrote. */
    final String foreign = "canary-foreign-" + UUID.randomUUID().toString().substring(0, 8);

    private final People people;
    private final People.Person owner;
    private final List<String> credentials = new ArrayList<>();
    private String operator = "";
    private volatile List<String> apps = List.of();
    private final Map<String, List<String>> ids;

    FuzzWorld(People people) {
        this.people = people;
        this.owner = people.owner();
        People.Person stranger = people.owner();
        Api own = new Api(owner.token());
        Map<String, String> mine = anAppWithEverything(own, owner, "fuzzed", secret);
        Map<String, String> theirs = anAppWithEverything(new Api(stranger.token()), stranger, foreign, foreign);
        this.ids = Map.of(
                "teamId", List.of(owner.teamId().toString(), stranger.teamId().toString()),
                "projectId",
                        List.of(
                                owner.projectId().toString(),
                                stranger.projectId().toString()),
                "appId", List.of(mine.get("app"), theirs.get("app")),
                "buildId", List.of(mine.get("build"), theirs.get("build")),
                "deploymentId", List.of(mine.get("deployment"), theirs.get("deployment")),
                "accountId",
                        List.of(
                                people.member(owner, Role.VIEWER).accountId().toString(),
                                stranger.accountId().toString()));
        addCredentials();
        refill();
    }

    /** Something to prove who one is: mostly good, sometimes too little, sometimes nothing at all. */
    String credential(Random random) {
        return credentials.get(random.nextInt(credentials.size()));
    }

    /** Whether a request's headers show the platform's operator. */
    boolean isOperators(Map<String, String> headers) {
        return ("Bearer " + operator).equals(headers.get("Authorization"));
    }

    /** An id for a parameter: of the own team, of the other, of nothing, or no id. */
    String id(String parameter, Random random) {
        List<String> known =
                ids.getOrDefault(parameter, List.of(UUID.randomUUID().toString()));
        return switch (random.nextInt(12)) {
            case 0 -> HostileText.any(random);
            case 1 -> UUID.randomUUID().toString();
            case 2, 3 -> known.getLast();
            default -> parameter.equals("appId") ? anApp(random) : known.getFirst();
        };
    }

    private String anApp(Random random) {
        List<String> now = apps;
        return now.get(random.nextInt(now.size()));
    }

    /** Fuzzing deletes apps; there must be some. */
    void refill() {
        Api api = new Api(people.token(owner, Scope.ALL, DAY));
        List<String> fresh = new ArrayList<>();
        for (int number = 0; number < APPS; number++) {
            Response made = api.post("/projects/" + owner.projectId() + "/apps", Map.of("repository", NOWHERE));
            if (made.statusCode() == 201) {
                fresh.add(made.path("id"));
            }
        }
        fresh.add(ids.get("appId").getFirst());
        apps = List.copyOf(fresh);
    }

    /** Leaves no work behind for the loops of the platform. */
    void leave() {
        QuarkusTransaction.requiringNew()
                .run(() -> Build.update("status = ?1 where status = ?2", Build.Status.CANCELLED, Build.Status.QUEUED));
    }

    private static Map<String, String> anAppWithEverything(Api api, People.Person person, String name, String value) {
        try (GitServer git = new GitServer()) {
            String url = git.commit(name, Map.of("Dockerfile", "FROM debian\nCMD serve\n"));
            String app = api.app(
                    person.projectId(),
                    Map.of(
                            "repository", url,
                            "name", name,
                            "environment", List.of(Map.of("name", "CANARY", "value", value, "secret", true))));
            String build = api.untilApp(app, "running").path("latestBuild.id");
            api.patch("/projects/" + person.projectId(), Map.of("name", name))
                    .then()
                    .statusCode(200);
            api.post(
                            "/teams/" + person.teamId() + "/invitations",
                            Map.of("email", name + "@example.org", "role", "viewer"))
                    .then()
                    .statusCode(201);
            String deployment = api.get("/apps/" + app + "/deployments").path("items[0].id");
            return Map.of("app", app, "build", build, "deployment", deployment);
        }
    }

    private void addCredentials() {
        // Several of the same, so that none runs out of its requests.
        for (int number = 0; number < 12; number++) {
            credentials.add(people.token(owner, Scope.ALL, DAY));
        }
        credentials.add(people.token(people.member(owner, Role.VIEWER), Scope.ALL, DAY));
        credentials.add(people.token(people.member(owner, Role.DEPLOYER), Scope.ALL, DAY));
        credentials.add(people.token(owner, new Scope(owner.teamId(), owner.projectId(), null), DAY));
        credentials.add(people.token(owner, new Scope(null, null, Set.of(Permission.APP_READ)), DAY));
        operator = people.token(people.operator(), Scope.ALL, DAY);
        credentials.add(operator);
        credentials.add("");
        credentials.add("slw_" + "x".repeat(43));
    }
}
