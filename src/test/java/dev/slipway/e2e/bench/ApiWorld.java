package dev.slipway.e2e.bench;

import dev.slipway.e2e.support.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.postgresql.ds.PGSimpleDataSource;

/** A platform with a thousand apps in a hundred teams, and an owner's token for each team. */
final class ApiWorld {
    static final int TEAMS = 100;
    static final int APPS_PER_TEAM = 10;

    private static final int PORT_LINE = 3;

    /** Each row once more under another id, with some columns changed. */
    private static final String COPY = "insert into %1$s select (jsonb_populate_record(old, jsonb_build_object("
            + "'id', gen_random_uuid(), %2$s))).* from %1$s old %3$s";

    private final PGSimpleDataSource database = new PGSimpleDataSource();
    private final List<Team> teams = new ArrayList<>();

    /** What one team's owner reads. */
    record Team(String token, String id, String project, List<String> apps, List<String> builds) {

        /** An address as consoles and pipelines read them: mostly lists of apps. */
        String path(Random random) {
            String app = apps.get(random.nextInt(apps.size()));
            int dice = random.nextInt(100);
            if (dice < 50) {
                return "/projects/" + project + "/apps";
            }
            if (dice < 70) {
                return "/apps/" + app;
            }
            if (dice < 80) {
                return "/apps";
            }
            if (dice < 90) {
                return "/apps/" + app + "/builds";
            }
            return dice < 95 ? "/teams/" + id + "/members" : "/sessions/current";
        }
    }

    ApiWorld(Platform platform) {
        Path data = platform.control();
        try {
            String port =
                    Files.readAllLines(data.resolve("postgres/postmaster.pid")).get(PORT_LINE);
            database.setUrl("jdbc:postgresql://127.0.0.1:" + port.strip() + "/postgres");
            database.setUser("postgres");
            database.setPassword(
                    Files.readString(data.resolve("postgres-password")).strip());
            fill(platform.portal().createApp("https://127.0.0.1:9/team/app.git", Map.of("name", "template")));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    List<Team> teams() {
        return teams;
    }

    Connection connect() throws SQLException {
        return database.getConnection();
    }

    /** Transactions the database has finished. */
    long transactions() {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("select sum(xact_commit + xact_rollback) from pg_stat_database")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void fill(String template) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (int number = 0; number < TEAMS; number++) {
                statement.execute("""
                        with a as (insert into account (id, email, name, operator, created_at)
                                   values (gen_random_uuid(), 'bench%1$d@example.org', 'Bench %1$d', false, now()) returning id),
                             t as (insert into team (id, slug, name, created_at)
                                   values (gen_random_uuid(), 'bench-%1$d', 'Bench %1$d', now()) returning id),
                             m as (insert into member (id, team_id, account_id, role)
                                   select gen_random_uuid(), t.id, a.id, 'OWNER' from t, a),
                             k as (insert into api_token (id, account_id, name, token_hash, created_at)
                                   select gen_random_uuid(), a.id, 'bench', sha256('slw_bench%1$d'::bytea), now() from a)
                        insert into project (id, team_id, slug, name, created_at)
                        select gen_random_uuid(), t.id, 'bench-%1$d', 'shop', now() from t""".formatted(number));
            }
            String apps = "cross join project p cross join generate_series(1, " + APPS_PER_TEAM + ") n where old.id = '"
                    + template + "' and p.slug like 'bench-%'";
            statement.execute(COPY.formatted(
                    "app",
                    "'team_id', p.team_id, 'project_id', p.id, 'name', 'app ' || n, 'slug', 'app-' || n,"
                            + " 'last_build', 1, 'last_release', 1, 'last_deployment', 1",
                    apps));
            statement.execute("""
                    with a as (select * from app where slug like 'app-%'),
                         b as (insert into build (id, app_id, team_id, number, status, commit_id, commit_message, commit_author,
                                                  commit_at, image_id, cancelling, attempts, created_at, started_at, finished_at)
                               select gen_random_uuid(), a.id, a.team_id, 1, 'SUCCEEDED', repeat('a', 40), 'A change', 'Grace',
                                      now(), 'sha256:1', false, 1, now(), now(), now() from a returning id, app_id),
                         s as (insert into build_stage (id, build_id, ordinal, name, status, started_at, finished_at)
                               select gen_random_uuid(), b.id, n, 'stage ' || n, 'succeeded', now(), now()
                               from b cross join generate_series(0, 2) n),
                         r as (insert into release (id, app_id, team_id, number, build_id, image_id, environment_version, created_at)
                               select gen_random_uuid(), a.id, a.team_id, 1, b.id, 'sha256:1', 0, now()
                               from a join b on b.app_id = a.id returning id, app_id),
                         d as (insert into deployment (id, app_id, team_id, number, release_id, status, created_at, finished_at)
                               select gen_random_uuid(), a.id, a.team_id, 1, r.id, 'SUCCEEDED', now(), now()
                               from a join r on r.app_id = a.id returning id, app_id, release_id),
                         u as (update app set current_release_id = d.release_id from d where app.id = d.app_id)
                    insert into instance (id, app_id, team_id, deployment_id, release_number, ordinal, status, oom_killed, created_at)
                    select gen_random_uuid(), a.id, a.team_id, d.id, 1, n, 'RUNNING', false, now()
                    from a join d on d.app_id = a.id cross join generate_series(0, 1) n""");
            // Instances without a container would be taken for lost by the platform's upkeep.
            statement.execute(
                    "update app set current_release_id = d.release_id from deployment d where d.app_id = app.id");
            statement.execute("analyze");
            for (int number = 0; number < TEAMS; number++) {
                read(connection, number);
            }
        }
    }

    private void read(Connection connection, int number) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select p.team_id, p.id, a.id, b.id from project p join app a on a.project_id = p.id"
                        + " join build b on b.app_id = a.id where p.slug = ?")) {
            statement.setString(1, "bench-" + number);
            List<String> apps = new ArrayList<>();
            List<String> builds = new ArrayList<>();
            String team = "";
            String project = "";
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    team = rows.getString(1);
                    project = rows.getString(2);
                    apps.add(rows.getString(3));
                    builds.add(rows.getString(4));
                }
            }
            teams.add(new Team("slw_bench" + number, team, project, apps, builds));
        }
    }
}
