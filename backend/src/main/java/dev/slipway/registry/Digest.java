package dev.slipway.registry;

import dev.slipway.registry.RegistryError.Code;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What content is called by; image-spec, descriptor.md, "Digests".
 *
 * @param algorithm one of the two registered ones
 * @param hex in lower case
 */
record Digest(Algorithm algorithm, String hex) {

    /** Registered algorithms. */
    enum Algorithm {
        SHA256("sha256", "SHA-256", 64),
        SHA512("sha512", "SHA-512", 128);

        final String word;
        private final String name;
        private final int letters;

        Algorithm(String word, String name, int letters) {
            this.word = word;
            this.name = name;
            this.letters = letters;
        }

        MessageDigest begin() {
            try {
                return MessageDigest.getInstance(name);
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException("every Java has " + name, impossible);
            }
        }
    }

    /** Reads one; empty for what is none. */
    static Optional<Digest> parse(@Nullable String text) {
        for (Algorithm algorithm : Algorithm.values()) {
            String prefix = algorithm.word + ":";
            if (text != null && text.startsWith(prefix)) {
                String hex = text.substring(prefix.length());
                boolean valid = hex.length() == algorithm.letters
                        && hex.chars().allMatch(letter -> "0123456789abcdef".indexOf(letter) >= 0);
                return valid ? Optional.of(new Digest(algorithm, hex)) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Reads one that must be there. */
    static Digest require(@Nullable String text) {
        return parse(text)
                .orElseThrow(() -> new RegistryError(
                        Code.DIGEST_INVALID,
                        text == null
                                ? "digest is missing; add ?digest=sha256:…"
                                : "digest is not valid; give sha256: with 64 or sha512: with 128 hexadecimal digits"));
    }

    /** Of bytes at hand. */
    static Digest of(Algorithm algorithm, byte[] bytes) {
        return named(algorithm, algorithm.begin().digest(bytes));
    }

    /** Of bytes that went through {@code begin()}. */
    static Digest ofFinished(Algorithm algorithm, MessageDigest fed) {
        return named(algorithm, fed.digest());
    }

    private static Digest named(Algorithm algorithm, byte[] hash) {
        return new Digest(algorithm, HexFormat.of().formatHex(hash));
    }

    @Override
    public String toString() {
        return algorithm.word + ":" + hex;
    }
}
