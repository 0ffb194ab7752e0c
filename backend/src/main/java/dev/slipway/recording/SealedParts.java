package dev.slipway.recording;

import dev.slipway.platform.SealBroken;
import dev.slipway.platform.SealedRows;
import dev.slipway.platform.Vault;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Parts of recordings follow their team's key. */
@ApplicationScoped
class SealedParts implements SealedRows {

    private static final Logger LOG = Logger.getLogger(SealedParts.class);

    /** The id of the key stands behind the first byte. */
    private static final String STALE = " from recording_part p left join data_key k on k.team_id = p.team_id"
            + " and k.purpose = '" + Vault.SECRETS + "' and k.retired_at is null"
            + " where (k.id is null or substring(p.sealed from 2 for 16) <> uuid_send(k.id))";

    private final EntityManager database;
    private final Vault vault;

    SealedParts(EntityManager database, Vault vault) {
        this.database = database;
        this.vault = vault;
    }

    @Override
    public List<UUID> stale() {
        List<?> teams = database.createNativeQuery("select distinct p.team_id" + STALE, UUID.class)
                .getResultList();
        return teams.stream().map(UUID.class::cast).toList();
    }

    @Override
    public int renew(UUID team, int most) {
        List<?> rows = database.createNativeQuery(
                        "select p.recording_id, p.number, p.sealed" + STALE
                                + " and p.team_id = ?1 order by p.recording_id, p.number limit ?2 for update of p skip locked",
                        Object[].class)
                .setParameter(1, team)
                .setParameter(2, most)
                .getResultList();
        int renewed = 0;
        for (Object found : rows) {
            Object[] row = (Object[]) found;
            renewed += renew(team, (UUID) row[0], (int) row[1], (byte[]) row[2]);
        }
        return renewed;
    }

    /** One part that somebody changed must not keep the others under an old key. */
    private int renew(UUID team, UUID recording, int number, byte[] sealed) {
        try {
            String place = Recording.place(recording, number);
            return database.createNativeQuery(
                            "update recording_part set sealed = ?1 where recording_id = ?2 and number = ?3")
                    .setParameter(1, vault.seal(team, vault.open(team, sealed, place), place))
                    .setParameter(2, recording)
                    .setParameter(3, number)
                    .executeUpdate();
        } catch (SealBroken broken) {
            LOG.warnf("a part of a recording keeps its old key: %s", broken.getMessage());
            return 0;
        }
    }
}
