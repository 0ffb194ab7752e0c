package dev.slipway.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The console's import map: browsers take it inline only, so the policy allows exactly its text. */
final class ImportMap {

    private static final Pattern INLINE =
            Pattern.compile("<script\\s+type=\"importmap\"\\s*>(.*?)</script>", Pattern.DOTALL);

    private ImportMap() {}

    /** The policy's source expression for the map in {@code index.html}; empty when it has none. */
    static Optional<String> hash() {
        try (InputStream page = Thread.currentThread()
                .getContextClassLoader()
                .getResourceAsStream("META-INF/resources/index.html")) {
            return page == null
                    ? Optional.empty()
                    : hash(new String(page.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read the console's page", unreadable);
        }
    }

    static Optional<String> hash(String page) {
        Matcher map = INLINE.matcher(page);
        return map.find()
                ? Optional.of("sha256-" + Base64.getEncoder().encodeToString(Digests.sha256(map.group(1))))
                : Optional.empty();
    }
}
