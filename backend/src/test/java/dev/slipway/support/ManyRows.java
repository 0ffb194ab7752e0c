package dev.slipway.support;

import dev.slipway.support.OpenApi.Operation;
import dev.slipway.tenancy.People;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;

/** A team with many apps, each with a build, a release, a deployment and an instance: one made by the API, and copies of it. */
public record ManyRows(People.Person owner, Map<String, String> ids) {

    /** Rows of a table that belong to the first app, once more for each copy; columns that come later are copied too. */
    private static final String COPY = """
            insert into %1$s select (jsonb_populate_record(old, jsonb_build_object('id', gen_random_uuid(), %2$s))).*
            from %1$s old %3$s""";

    /** Makes so many apps. */
    public static ManyRows make(People.Person owner, DataSource database, int apps) {
        Api api = new Api(owner.token());
        try (GitServer git = new GitServer()) {
            String url = git.commit("rows", Map.of("Dockerfile", "FROM debian\nCMD serve\n"));
            String app = api.app(owner.projectId(), Map.of("repository", url, "name", "copy 0"));
            Response running = api.untilApp(app, "running");
            String build = running.path("latestBuild.id");
            String deployment = api.get("/apps/" + app + "/deployments").path("items[0].id");
            copy(database, app, build, deployment, apps - 1);
            return new ManyRows(
                    owner,
                    Map.of(
                            "teamId", owner.teamId().toString(),
                            "projectId", owner.projectId().toString(),
                            "appId", app,
                            "buildId", build,
                            "deploymentId", deployment));
        }
    }

    /** Whether there is something of every kind that its path names. */
    public boolean knows(Operation operation) {
        return operation.parameters("path").stream()
                .allMatch(parameter -> ids.containsKey(parameter.path("name").asText()));
    }

    /** The operation's path below the API's root, with the team's things in it. */
    public String path(Operation operation) {
        String path = operation.path().replaceFirst("^/api/v1", "");
        for (Map.Entry<String, String> id : ids.entrySet()) {
            path = path.replace("{" + id.getKey() + "}", id.getValue());
        }
        return path;
    }

    private static void copy(DataSource database, String app, String build, String deployment, int copies) {
        String others = "join app a on a.repository = (select repository from app where id = '" + app
                + "') and a.id <> '" + app + "'";
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(COPY.formatted(
                    "app",
                    "'name', 'copy ' || n, 'slug', 'copy-' || n",
                    "cross join generate_series(1, " + copies + ") n where old.id = '" + app + "'"));
            statement.execute(COPY.formatted("build", "'app_id', a.id", others + " where old.id = '" + build + "'"));
            statement.execute(COPY.formatted(
                    "build_stage",
                    "'build_id', b.id",
                    "join app a on true join build b on b.app_id = a.id and b.id <> '" + build
                            + "' where old.build_id = '" + build
                            + "' and a.repository = (select repository from app where id = '" + app + "')"));
            statement.execute(COPY.formatted(
                    "release",
                    "'app_id', a.id, 'build_id', b.id",
                    others + " join build b on b.app_id = a.id where old.app_id = '" + app + "'"));
            statement.execute("update app set current_release_id = r.id from release r where r.app_id = app.id");
            statement.execute(COPY.formatted(
                    "deployment",
                    "'app_id', a.id, 'release_id', r.id",
                    others + " join release r on r.app_id = a.id where old.id = '" + deployment + "'"));
            statement.execute(COPY.formatted(
                    "instance",
                    "'app_id', a.id, 'deployment_id', d.id, 'container_id', null",
                    others + " join deployment d on d.app_id = a.id where old.deployment_id = '" + deployment + "'"));
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
