package dev.slipway.platform;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.UUID;
import java.util.function.Supplier;
import javax.crypto.AEADBadTagException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals secrets in an envelope: the value under a data key of its team, the data key under the master key.
 *
 * <p>A sealed value is {@code version(1) data key's id(16) nonce(12) ciphertext tag(16)}. It opens only at the place it was
 * sealed for, so a row copied to another app, or under another name, is worthless and says so.
 */
@ApplicationScoped
public class Vault {

    /** Purpose of the keys that seal values. */
    public static final String SECRETS = "secrets";

    /** Values of releases before data keys: {@code 1 nonce ciphertext}, under the master key itself. */
    private static final byte UNDER_MASTER_KEY = 1;

    private static final byte ENVELOPE = 2;
    private static final int ENVELOPE_HEAD = 1 + 2 * Long.BYTES;

    private final DataKeys keys;
    private final LocalMasterKey local;

    Vault(DataKeys keys, LocalMasterKey local) {
        this.keys = keys;
        this.local = local;
    }

    /** Seals a secret of the platform's own for {@code place}, a text which names the one row it belongs to. */
    public byte[] seal(Secret secret, String place) {
        return sealed(null, secret, place);
    }

    /**
     * Seals a team's secret for {@code place}, a text which names the one row it belongs to. Whoever keeps such values is a
     * {@link SealedRows}, so that they follow a rotation of the key.
     */
    public byte[] seal(UUID team, Secret secret, String place) {
        return sealed(team, secret, place);
    }

    /**
     * Opens what {@link #seal(Secret, String)} made for the same place.
     *
     * @throws SealBroken when place or bytes differ, or the key is not there
     */
    public Secret open(byte[] sealed, String place) {
        return opened(null, sealed, place);
    }

    /**
     * Opens what {@link #seal(UUID, Secret, String)} made for the same team and place.
     *
     * @throws SealBroken when team, place or bytes differ, or the key is not there
     */
    public Secret open(UUID team, byte[] sealed, String place) {
        return opened(team, sealed, place);
    }

    /** A key for another purpose, which is made once and kept, whatever happens to the master key. */
    public byte[] keep(String purpose, Supplier<byte[]> first) {
        // On its own: the caller may keep it for longer than a transaction which may yet be taken back.
        return DataScope.asPlatform(() -> QuarkusTransaction.requiringNew()
                .call(() -> keys.active(null, purpose, first).bytes().clone()));
    }

    /** A fresh key. */
    public static byte[] fresh() {
        return Randoms.bytes(AesGcm.KEY_BYTES);
    }

    /** The key which releases before data keys computed for a purpose from the master key. */
    public byte[] formerlyDerived(String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(local.keys().getLast(), "HmacSHA256"));
            return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has HmacSHA256", impossible);
        }
    }

    private byte[] sealed(@Nullable UUID team, Secret secret, String place) {
        DataKeys.DataKey key = keys.active(team, SECRETS, Vault::fresh);
        byte[] plain = secret.reveal().getBytes(StandardCharsets.UTF_8);
        byte[] body = AesGcm.seal(key.bytes(), plain, bound(team, place));
        return ByteBuffer.allocate(ENVELOPE_HEAD + body.length)
                .put(ENVELOPE)
                .put(DataKeys.bytes(key.id()))
                .put(body)
                .array();
    }

    private Secret opened(@Nullable UUID team, byte[] sealed, String place) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(sealed);
            return switch (buffer.get()) {
                case UNDER_MASTER_KEY -> underMasterKey(rest(buffer), place);
                case ENVELOPE -> {
                    byte[] key = keys.byId(new UUID(buffer.getLong(), buffer.getLong()));
                    yield secret(AesGcm.open(key, rest(buffer), bound(team, place)));
                }
                default ->
                    throw new SealBroken("the sealed value of " + place + " has a form this release does not know;"
                            + " was it written by a newer one?");
            };
        } catch (AEADBadTagException | BufferUnderflowException changed) {
            throw broken(place);
        }
    }

    private Secret underMasterKey(byte[] body, String place) {
        for (byte[] key : local.keys()) {
            try {
                return secret(AesGcm.open(key, body, place.getBytes(StandardCharsets.UTF_8)));
            } catch (AEADBadTagException another) {
                // The next key may be the one; when none is, the value is not what was sealed here.
                continue;
            }
        }
        throw broken(place);
    }

    private static SealBroken broken(String place) {
        return new SealBroken("the sealed value of " + place
                + " does not open there: its row was changed, or belongs to" + " another place; set the value again");
    }

    private static Secret secret(byte[] plain) {
        return new Secret(new String(plain, StandardCharsets.UTF_8));
    }

    private static byte[] bound(@Nullable UUID team, String place) {
        return ((team == null ? "platform" : team) + "/" + place).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] rest(ByteBuffer buffer) {
        byte[] rest = new byte[buffer.remaining()];
        buffer.get(rest);
        return rest;
    }
}
