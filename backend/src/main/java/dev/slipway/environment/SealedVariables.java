package dev.slipway.environment;

import dev.slipway.platform.SealBroken;
import dev.slipway.platform.SealedRows;
import dev.slipway.platform.Vault;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Secrets of apps follow their team's key. */
@ApplicationScoped
class SealedVariables implements SealedRows {

    private static final Logger LOG = Logger.getLogger(SealedVariables.class);

    /** The id of the key stands behind the first byte; values of before data keys have random bytes there. */
    private static final String STALE = " from variable v join environment_version e on e.id = v.environment_version_id"
            + " join app a on a.id = e.app_id"
            + " left join data_key k on k.team_id = a.team_id and k.purpose = '" + Vault.SECRETS
            + "' and k.retired_at is null"
            + " where v.sealed is not null and (k.id is null or substring(v.sealed from 2 for 16) <> uuid_send(k.id))";

    private final DataSource database;
    private final Vault vault;

    SealedVariables(DataSource database, Vault vault) {
        this.database = database;
        this.vault = vault;
    }

    private record Row(UUID id, String name, byte[] sealed, UUID app) {}

    @Override
    public List<UUID> stale() {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement("select distinct a.team_id" + STALE);
                ResultSet rows = statement.executeQuery()) {
            List<UUID> teams = new ArrayList<>();
            while (rows.next()) {
                teams.add(rows.getObject(1, UUID.class));
            }
            return teams;
        } catch (SQLException failure) {
            throw new IllegalStateException("cannot look for secrets under old keys", failure);
        }
    }

    @Override
    public int renew(UUID team, int most) {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement("update variable set sealed = ? where id = ?")) {
            int renewed = 0;
            for (Row row : locked(connection, team, most)) {
                Optional<byte[]> fresh = again(new Variable.Owner(team, row.app), row);
                if (fresh.isPresent()) {
                    update.setBytes(1, fresh.get());
                    update.setObject(2, row.id);
                    update.addBatch();
                    renewed++;
                }
            }
            update.executeBatch();
            return renewed;
        } catch (SQLException failure) {
            throw new IllegalStateException("cannot seal secrets of team " + team + " again", failure);
        }
    }

    /** One value that somebody changed must not keep the others under an old key. */
    private Optional<byte[]> again(Variable.Owner owner, Row row) {
        try {
            return Optional.of(owner.seal(vault, row.name, owner.open(vault, row.name, row.sealed)));
        } catch (SealBroken broken) {
            LOG.warnf("a secret keeps its old key: %s", broken.getMessage());
            return Optional.empty();
        }
    }

    private static List<Row> locked(Connection connection, UUID team, int most) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select v.id, v.name, v.sealed, a.id" + STALE
                + " and a.team_id = ? order by v.id limit ? for update of v skip locked")) {
            statement.setObject(1, team);
            statement.setInt(2, most);
            List<Row> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(new Row(
                            rows.getObject(1, UUID.class),
                            rows.getString(2),
                            rows.getBytes(3),
                            rows.getObject(4, UUID.class)));
                }
            }
            return found;
        }
    }
}
