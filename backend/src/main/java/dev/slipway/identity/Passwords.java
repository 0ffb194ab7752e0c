package dev.slipway.identity;

import dev.slipway.platform.Randoms;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;

/** Argon2id hashes in the text form {@code $argon2id$v=19$m=…,t=…,p=1$salt$hash}. */
@ApplicationScoped
public class Passwords {

    /** OWASP's second choice: 12 MiB and three passes, which fits a heap of 96 MiB even when people come in pairs. */
    private static final int MEMORY_KIB = 12 * 1024;

    private static final int PASSES = 3;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    /** Hashes at once: bounds the heap that sign-in attempts can take. */
    private static final int AT_ONCE = 2;

    private final Semaphore turns = new Semaphore(AT_ONCE, true);

    /** Compared with when an account is unknown, so that the answer takes as long. */
    private final String nobody;

    Passwords() {
        byte[] salt = Randoms.bytes(SALT_BYTES);
        this.nobody = text(salt, argon2(Randoms.token(), salt, MEMORY_KIB, PASSES));
    }

    /** Hashes a new password. */
    public String hash(String password) {
        byte[] salt = Randoms.bytes(SALT_BYTES);
        return text(salt, inTurn(password, salt, MEMORY_KIB, PASSES));
    }

    /** Whether the password fits; null stands for an account that does not exist and takes the same time. */
    public boolean fits(String password, @Nullable String kept) {
        String[] parts = (kept == null ? nobody : kept).split("\\$", -1);
        String[] costs = parts[3].split("[=,]", -1);
        byte[] salt = Base64.getDecoder().decode(parts[4]);
        byte[] hash = Base64.getDecoder().decode(parts[5]);
        byte[] tried = inTurn(password, salt, Integer.parseInt(costs[1]), Integer.parseInt(costs[3]));
        return MessageDigest.isEqual(hash, tried) && kept != null;
    }

    private byte[] inTurn(String password, byte[] salt, int memoryKib, int passes) {
        turns.acquireUninterruptibly();
        try {
            return argon2(password, salt, memoryKib, passes);
        } finally {
            turns.release();
        }
    }

    private static byte[] argon2(String password, byte[] salt, int memoryKib, int passes) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryKib)
                .withIterations(passes)
                .withParallelism(1)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[HASH_BYTES];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }

    private static String text(byte[] salt, byte[] hash) {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=1$" + base64.encodeToString(salt) + "$"
                + base64.encodeToString(hash);
    }
}
