package dev.slipway.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.support.Api;
import dev.slipway.support.Surroundings;
import dev.slipway.tenancy.People;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Below every query: the database itself shows a connection only the rows of the teams it works for. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class S05RowLevelSecurityTest {

    /** Who somebody is, and what is not yet anybody's; everything else belongs to a team and has a policy. */
    private static final Set<String> WITHOUT_TEAM = Set.of(
            "account",
            "api_token",
            "flyway_schema_history",
            "idempotency_key",
            "member",
            "password_reset",
            "provider_account",
            "recovery_code",
            "session",
            "team",
            "ticket");

    @Inject
    People people;

    @Inject
    DataSource database;

    @Inject
    Rows rows;

    private People.Person owner;
    private People.Person stranger;

    @BeforeEach
    void twoTeamsWithAnAppEach() {
        owner = people.owner();
        stranger = people.owner();
        new Api(owner.token()).app(owner.projectId(), Map.of("repository", "https://example.org/a/b.git"));
        new Api(stranger.token()).app(stranger.projectId(), Map.of("repository", "https://example.org/a/c.git"));
    }

    @Test
    void aConnectionSeesTheRowsOfItsTeamsOnly() {
        // When
        List<String> own = teamsOfApps(List.of(owner.teamId()));
        List<String> both = teamsOfApps(List.of(owner.teamId(), stranger.teamId()));
        List<String> none = teamsOfApps(List.of());

        // Then
        assertEquals(List.of(owner.teamId().toString()), own);
        assertEquals(2, both.size());
        assertEquals(List.of(), none);
    }

    @Test
    void anotherTeamsRowIsNeitherChangedNorDeletedNorAdded() {
        // When
        int changed = DataScope.within(
                List.of(owner.teamId()), () -> execute("update app set name = 'taken' where team_id = ?", stranger));
        int deleted = DataScope.within(
                List.of(owner.teamId()), () -> execute("delete from build where team_id = ?", stranger));
        IllegalStateException added = assertThrows(
                IllegalStateException.class,
                () -> DataScope.within(
                        List.of(owner.teamId()),
                        () -> execute(
                                "insert into project (id, team_id, slug, name, created_at, guarded)"
                                        + " values (gen_random_uuid(), ?, gen_random_uuid()::text, 'x', now(), false)",
                                stranger)));

        // Then
        assertEquals("0 0", changed + " " + deleted);
        assertTrue(String.valueOf(added.getMessage()).contains("row-level security"), added.getMessage());
    }

    /** What a loop of the platform gets nothing of before its transaction has named a team. */
    private static final List<String> SECRETS = List.of(
            "select count(*) from environment_version",
            "select count(*) from variable",
            "select count(*) from deploy_key",
            "select count(*) from repository_token",
            "select count(*) from data_key where team_id is not null");

    @Test
    void aLoopSeesEveryTeamsWorkAndNobodysSecretsUntilItEntersATeam() {
        // Given
        for (People.Person person : List.of(owner, stranger)) {
            Api api = new Api(person.token());
            String app = api.app(
                    person.projectId(),
                    Map.of(
                            "repository",
                            "https://example.org/a/d.git",
                            "environment",
                            List.of(Map.of("name", "KEY", "value", "a secret", "secret", true))));
            api.put("/apps/" + app + "/deploy-key", Map.of());
            api.put("/projects/" + person.projectId() + "/repository-tokens/example.org", Map.of("token", "canary"))
                    .then()
                    .statusCode(200);
        }

        // When
        List<Long> all = DataScope.asPlatform(() -> counts(null));
        List<Long> loop = counts(null);
        List<Long> entered = counts(owner.teamId());
        List<Long> own = DataScope.within(List.of(owner.teamId()), () -> counts(null));
        List<Long> foreign = DataScope.within(List.of(owner.teamId()), () -> counts(stranger.teamId()));

        // Then
        assertEquals(2, teamsOfAppsInALoop());
        assertEquals(List.of(0L, 0L, 0L, 0L, 0L), loop);
        assertTrue(all.stream().noneMatch(count -> count < 2), all.toString());
        assertTrue(own.stream().noneMatch(count -> count < 1) && !own.equals(all), own + " of " + all);
        assertEquals(own, entered);
        assertEquals(own, foreign, "who works for a team cannot enter another");
    }

    @Test
    void everyTableWithAPolicySaysWhatLoopsSee() throws SQLException {
        // When
        Set<String> silent = texts("select relname from pg_class c where relkind = 'r' and relrowsecurity"
                + " and relnamespace = 'public'::regnamespace and not exists (select from pg_policy p"
                + " where p.polrelid = c.oid and p.polname in ('of_the_loops', 'not_for_the_loops'))");
        Set<String> sealed = texts("select table_name from information_schema.columns where table_schema = 'public'"
                + " and data_type = 'bytea' and column_name in ('sealed', 'wrapped')");
        Set<String> closed = texts("select c.relname from pg_class c join pg_policy p on p.polrelid = c.oid"
                + " where p.polname = 'not_for_the_loops' and not p.polpermissive");

        // Then
        assertEquals(Set.of(), silent);
        assertTrue(closed.containsAll(sealed) && sealed.size() > 3, closed + " of " + sealed);
    }

    /** In one transaction, which may enter a team first. */
    private List<Long> counts(@Nullable UUID team) {
        return QuarkusTransaction.requiringNew().call(() -> {
            if (team != null) {
                rows.enter(team);
            }
            return SECRETS.stream().map(query -> rows.number(query)).toList();
        });
    }

    private long teamsOfAppsInALoop() {
        return QuarkusTransaction.requiringNew()
                .call(() -> rows.number(
                        "select count(distinct team_id) from app where team_id in (?, ?)",
                        owner.teamId(),
                        stranger.teamId()));
    }

    @Test
    void everyTableOfATeamHasAPolicyAndTheRoleOwnsNoneOfThem() throws SQLException {
        // When
        Set<String> open = texts("select relname from pg_class where relkind = 'r' and not relrowsecurity"
                + " and relnamespace = 'public'::regnamespace");
        Set<String> owned = texts("select relname from pg_class where relowner = current_user::regrole");
        Set<String> mighty = texts(
                "select rolname from pg_roles where rolname = current_user and (rolsuper or rolbypassrls or rolcreaterole)");

        // Then
        assertEquals(new TreeSet<>(WITHOUT_TEAM), open);
        assertEquals("[] []", owned + " " + mighty);
    }

    private List<String> teamsOfApps(List<UUID> teams) {
        return DataScope.within(teams, () -> {
            try {
                return new ArrayList<>(texts("select distinct team_id::text from app where team_id in ('"
                        + owner.teamId() + "', '" + stranger.teamId() + "')"));
            } catch (SQLException failure) {
                throw new IllegalStateException(failure);
            }
        });
    }

    private int execute(String statement, People.Person whose) {
        try (Connection connection = database.getConnection();
                PreparedStatement prepared = connection.prepareStatement(statement)) {
            prepared.setObject(1, whose.teamId());
            return prepared.executeUpdate();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure.getMessage(), failure);
        }
    }

    private Set<String> texts(String query) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(query);
                ResultSet rows = statement.executeQuery()) {
            Set<String> texts = new TreeSet<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }
}
