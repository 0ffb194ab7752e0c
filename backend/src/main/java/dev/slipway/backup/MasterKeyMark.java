package dev.slipway.backup;

import dev.slipway.platform.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tells whether two platforms have the same master key without telling anything of the key. */
final class MasterKeyMark {

    private static final String PURPOSE = "slipway backup";

    private final Path file;
    private final boolean ownFile;
    private final Optional<String> given;

    /** @param settings as the control plane has them: {@code SLIPWAY_MASTER_KEY}, {@code SLIPWAY_MASTER_KEY_FILE} */
    MasterKeyMark(Path data, Map<String, String> settings) {
        String elsewhere = settings.getOrDefault("SLIPWAY_MASTER_KEY_FILE", "");
        this.ownFile = elsewhere.isEmpty();
        this.file = ownFile ? data.resolve("master-key") : Path.of(elsewhere);
        this.given = Optional.ofNullable(settings.get("SLIPWAY_MASTER_KEY")).filter(text -> !text.isEmpty());
    }

    /** The mark of the key that seals now: the first line of the file. */
    String current() throws IOException {
        return marks(text()).stream().findFirst().orElse("");
    }

    /** Whether the key of a mark is among those in use. */
    boolean has(String wanted) throws IOException {
        return marks(text()).contains(wanted);
    }

    /** Where the key is, for the person who must keep it. */
    String place() {
        return given.isPresent() ? "the variable SLIPWAY_MASTER_KEY" : "the file " + file;
    }

    /** Puts the keys of a file in the place of those in use, if the one of this mark is among them. */
    void install(Path from, String wanted) throws IOException {
        String text = Files.readString(from);
        if (!marks(text).contains(wanted)) {
            throw new BackupFailed("\"" + from + "\" is not the master key that the backup's secrets are sealed with");
        }
        if (given.isPresent() || !ownFile) {
            throw new BackupFailed("the master key is in " + place()
                    + ", which is yours to keep; put the backup's key there" + " instead of naming a file");
        }
        PrivateFile.write(file, text.strip());
    }

    private String text() throws IOException {
        return given.isPresent() ? given.get() : Files.exists(file) ? Files.readString(file) : "";
    }

    private static List<String> marks(String text) {
        return text.lines()
                .filter(line -> !line.isBlank())
                .map(MasterKeyMark::of)
                .toList();
    }

    private static String of(String key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(("key:" + key.strip()).getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(PURPOSE.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has HmacSHA256", impossible);
        }
    }
}
