package dev.slipway.audit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Each entry's hash: HMAC-SHA256 over the hash before it and every field, each with its length in front, so that no two
 * entries have the same bytes. The key follows from the master key: who has the database alone cannot make a new chain.
 */
final class AuditChain {

    static final byte[] BEGINNING = new byte[32];

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    AuditChain(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    byte[] hash(byte[] before, AuditEntry entry) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(before);
            return mac.doFinal(bytes(entry));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
        }
    }

    private static byte[] bytes(AuditEntry entry) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(entry.seq());
            out.writeLong(entry.at().getEpochSecond());
            out.writeInt(entry.at().getNano());
            write(out, String.valueOf(entry.teamId()));
            write(out, String.valueOf(entry.accountId()));
            write(out, entry.actor());
            write(out, entry.credential());
            write(out, entry.action());
            write(out, entry.target());
            write(out, entry.address());
            out.writeInt(entry.status());
        } catch (IOException impossible) {
            throw new UncheckedIOException("memory does not fail to be written", impossible);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
