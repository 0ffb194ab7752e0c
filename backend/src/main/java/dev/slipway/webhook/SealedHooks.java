package dev.slipway.webhook;

import dev.slipway.platform.SealBroken;
import dev.slipway.platform.SealedRows;
import dev.slipway.platform.Vault;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Secrets of both kinds of hooks follow their team's key. */
@ApplicationScoped
class SealedHooks implements SealedRows {

    private static final Logger LOG = Logger.getLogger(SealedHooks.class);

    /** The id of the key stands behind the first byte. */
    private static final String STALE = " from %s h left join data_key k on k.team_id = h.team_id and k.purpose = '"
            + Vault.SECRETS + "' and k.retired_at is null"
            + " where (k.id is null or substring(h.secret from 2 for 16) <> uuid_send(k.id))";

    private final EntityManager database;
    private final Vault vault;

    /** A table, and what its secrets are sealed for. */
    private enum Table {
        PUSH_HOOK(PushHook::place),
        WEBHOOK(Webhook::place);

        // A reference to a static method, which the type does not say.
        @SuppressWarnings("ImmutableEnumChecker")
        private final Function<UUID, String> place;

        Table(Function<UUID, String> place) {
            this.place = place;
        }

        String sql(String query) {
            return query.formatted(name().toLowerCase(Locale.ROOT));
        }
    }

    SealedHooks(EntityManager database, Vault vault) {
        this.database = database;
        this.vault = vault;
    }

    @Override
    public List<UUID> stale() {
        List<UUID> teams = new ArrayList<>();
        for (Table table : Table.values()) {
            for (Object team : database.createNativeQuery(table.sql("select distinct h.team_id" + STALE), UUID.class)
                    .getResultList()) {
                teams.add((UUID) team);
            }
        }
        return teams.stream().distinct().toList();
    }

    @Override
    public int renew(UUID team, int most) {
        int renewed = 0;
        for (Table table : Table.values()) {
            renewed += renew(table, team, most - renewed);
        }
        return renewed;
    }

    private int renew(Table table, UUID team, int most) {
        List<?> rows = database.createNativeQuery(
                        table.sql("select h.id, h.secret" + STALE
                                + " and h.team_id = ?1 order by h.id limit ?2 for update of h skip locked"),
                        Object[].class)
                .setParameter(1, team)
                .setParameter(2, most)
                .getResultList();
        int renewed = 0;
        for (Object found : rows) {
            Object[] row = (Object[]) found;
            renewed += renew(table, team, (UUID) row[0], (byte[]) row[1]);
        }
        return renewed;
    }

    /** One value that somebody changed must not keep the others under an old key. */
    private int renew(Table table, UUID team, UUID id, byte[] sealed) {
        try {
            String place = table.place.apply(id);
            byte[] fresh = vault.seal(team, vault.open(team, sealed, place), place);
            return database.createNativeQuery(table.sql("update %s set secret = ?1 where id = ?2"))
                    .setParameter(1, fresh)
                    .setParameter(2, id)
                    .executeUpdate();
        } catch (SealBroken broken) {
            LOG.warnf("a hook's secret keeps its old key: %s", broken.getMessage());
            return 0;
        }
    }
}
