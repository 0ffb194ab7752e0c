package dev.slipway.identity;

import dev.slipway.platform.Digests;
import dev.slipway.platform.Randoms;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.bouncycastle.util.encoders.Base32;

/** Opens an account once when its authenticator is lost. Only the digest is kept. */
@Entity
@SuppressWarnings("NullAway.Init")
class RecoveryCode extends PanacheEntityBase {

    private static final int MOST = 10;

    /** 80 bits: beyond guessing also for somebody who holds the digest. */
    private static final int BYTES = 10;

    private static final int GROUP = 4;

    @Id
    UUID id;

    UUID accountId;
    byte[] codeHash;

    /** A new set, which voids the one before; shown only now. */
    static List<String> renew(UUID accountId) {
        remove(accountId);
        List<String> codes = Stream.generate(RecoveryCode::text).limit(MOST).toList();
        codes.forEach(code -> {
            RecoveryCode row = new RecoveryCode();
            row.id = UUID.randomUUID();
            row.accountId = accountId;
            row.codeHash = digest(code);
            row.persist();
        });
        return codes;
    }

    /** Takes a code out; false when there is none such, or somebody else was faster. */
    static boolean redeem(UUID accountId, String code) {
        return delete("accountId = ?1 and codeHash = ?2", accountId, digest(code)) == 1;
    }

    static long left(UUID accountId) {
        return count("accountId", accountId);
    }

    static void remove(UUID accountId) {
        delete("accountId", accountId);
    }

    private static String text() {
        String letters = Base32.toBase32String(Randoms.bytes(BYTES)).toLowerCase(Locale.ROOT);
        return String.join("-", letters.split("(?<=\\G.{" + GROUP + "})"));
    }

    /** However people type it: hyphens, spaces and capitals do not count. */
    private static byte[] digest(String code) {
        return Digests.sha256(code.toLowerCase(Locale.ROOT).replaceAll("[\\s-]", ""));
    }
}
