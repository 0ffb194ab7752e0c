package dev.slipway.credential;

import dev.slipway.platform.SealBroken;
import dev.slipway.platform.SealedRows;
import dev.slipway.platform.Vault;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Deploy keys and tokens follow their team's key. */
@ApplicationScoped
class SealedCredentials implements SealedRows {

    private static final Logger LOG = Logger.getLogger(SealedCredentials.class);

    /** The id of the key stands behind the first byte. */
    private static final String STALE = " t left join data_key k on k.team_id = t.team_id and k.purpose = '"
            + Vault.SECRETS + "' and k.retired_at is null"
            + " where (k.id is null or substring(t.sealed from 2 for 16) <> uuid_send(k.id))";

    private final EntityManager database;
    private final Keyring keyring;

    SealedCredentials(EntityManager database, Keyring keyring) {
        this.database = database;
        this.keyring = keyring;
    }

    @Override
    public List<UUID> stale() {
        Set<UUID> teams = new HashSet<>(teams("deploy_key"));
        teams.addAll(teams("repository_token"));
        return List.copyOf(teams);
    }

    @Override
    public int renew(UUID team, int most) {
        int renewed = 0;
        for (DeployKey key : rows("deploy_key", DeployKey.class, team, most)) {
            renewed += kept(() -> keyring.renew(key)) ? 1 : 0;
        }
        for (RepositoryToken token : rows("repository_token", RepositoryToken.class, team, most - renewed)) {
            renewed += kept(() -> keyring.renew(token)) ? 1 : 0;
        }
        return renewed;
    }

    /** One value that somebody changed must not keep the others under an old key. */
    private static boolean kept(Runnable renewal) {
        try {
            renewal.run();
            return true;
        } catch (SealBroken broken) {
            LOG.warnf("a credential keeps its old key: %s", broken.getMessage());
            return false;
        }
    }

    private <T> List<T> rows(String table, Class<T> type, UUID team, int most) {
        List<?> found = database.createNativeQuery("select t.* from " + table + STALE + " and t.team_id = :team", type)
                .setParameter("team", team)
                .setMaxResults(Math.max(0, most))
                .getResultList();
        return found.stream().map(type::cast).toList();
    }

    private List<UUID> teams(String table) {
        List<?> found = database.createNativeQuery("select distinct t.team_id from " + table + STALE, UUID.class)
                .getResultList();
        return found.stream().map(UUID.class::cast).toList();
    }
}
