package dev.slipway.webhook;

import dev.slipway.platform.Cursor;
import dev.slipway.platform.PageQuery;
import dev.slipway.platform.Randoms;
import dev.slipway.platform.Secret;
import dev.slipway.platform.Vault;
import dev.slipway.tenancy.Owned;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** An address that is told of a team's events. */
@Entity
@SuppressWarnings("NullAway.Init")
class Webhook extends PanacheEntityBase {

    /** As the Standard Webhooks specification writes secrets, so that its libraries take ours. */
    private static final String PREFIX = "whsec_";

    private static final int KEY_BYTES = 32;

    @Id
    UUID id;

    UUID teamId;
    String url;

    /** Words with commas between. */
    String events;

    byte[] secret;
    boolean active;
    Instant createdAt;

    /** A hook and its secret, which is known only now. */
    record Made(Webhook row, Secret secret) {}

    static Made make(UUID teamId, String url, Set<HookEvent> events, Vault vault, Instant now) {
        Secret secret = new Secret(PREFIX + Base64.getEncoder().encodeToString(Randoms.bytes(KEY_BYTES)));
        Webhook hook = new Webhook();
        hook.id = UUID.randomUUID();
        hook.teamId = teamId;
        hook.url = url;
        hook.events = HookEvent.text(events);
        hook.secret = vault.seal(teamId, secret, place(hook.id));
        hook.active = true;
        hook.createdAt = now;
        hook.persist();
        return new Made(hook, secret);
    }

    /** Those of a team that want an event. */
    static List<Webhook> wanting(UUID teamId, HookEvent event) {
        return Webhook.<Webhook>list("teamId = ?1 and active order by id", teamId).stream()
                .filter(hook -> hook.words().contains(event.word()))
                .toList();
    }

    static List<Webhook> page(UUID teamId, PageQuery page) {
        Cursor after = Cursor.read(page, 2);
        return Webhook.<Webhook>find(
                        "teamId = ?1 and (url > ?2 or (url = ?2 and id > ?3)) order by url, id",
                        teamId,
                        after == null ? "" : after.text(0),
                        after == null ? Cursor.LEAST : after.id(1))
                .range(0, page.limit)
                .list();
    }

    List<String> words() {
        return Arrays.asList(events.split(",", -1));
    }

    Owned owner() {
        return new Owned(teamId, null);
    }

    /** The bytes behind {@code whsec_}. */
    byte[] key(Vault vault) {
        return Base64.getDecoder()
                .decode(vault.open(teamId, secret, place(id)).reveal().substring(PREFIX.length()));
    }

    /** The one row a secret is sealed for. */
    static String place(UUID id) {
        return "webhook " + id;
    }
}
