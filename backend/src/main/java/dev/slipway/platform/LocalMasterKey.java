package dev.slipway.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.crypto.AEADBadTagException;

/**
 * Master keys of this host, base64 of 32 bytes each: in a file with the current one in the first line and older ones below,
 * or in the environment. The file is read each time, because another process may have put a new key into it; wrapping
 * happens once for each team and start.
 */
@ApplicationScoped
class LocalMasterKey implements MasterKey {

    private static final String FILE = "master-key";

    private final List<byte[]> given;
    private final Path file;
    private final boolean ownFile;

    @Inject
    LocalMasterKey(PlatformConfig config) {
        this(
                config.masterKeyFile().orElse(config.data().resolve(FILE)),
                config.masterKeyFile().isEmpty(),
                config.masterKey(),
                config.masterKeyPrevious());
    }

    /** @param ownFile whether a missing file is ours to make */
    LocalMasterKey(Path file, boolean ownFile, Optional<String> current, Optional<String> previous) {
        this.file = file;
        this.ownFile = ownFile;
        List<String> texts = new ArrayList<>();
        current.ifPresent(texts::add);
        if (!texts.isEmpty()) {
            previous.ifPresent(texts::add);
        }
        this.given = texts.stream().map(text -> key(text, "SLIPWAY_MASTER_KEY")).toList();
    }

    @Override
    public String current() {
        return name(keys().getFirst());
    }

    @Override
    public String place() {
        return given.isEmpty() ? file.toString() : "SLIPWAY_MASTER_KEY";
    }

    @Override
    public Wrapped wrap(byte[] key, String context) {
        byte[] master = keys().getFirst();
        return new Wrapped(name(master), AesGcm.seal(master, key, bytes(context)));
    }

    @Override
    public byte[] unwrap(Wrapped wrapped, String context) {
        byte[] master = keys().stream()
                .filter(key -> name(key).equals(wrapped.by()))
                .findFirst()
                .orElseThrow(() -> new SealBroken("the master key \"" + wrapped.by() + "\" is not in " + place()
                        + "; put it back, below the current one or in SLIPWAY_MASTER_KEY_PREVIOUS"));
        try {
            return AesGcm.open(master, wrapped.bytes(), bytes(context));
        } catch (AEADBadTagException changed) {
            throw new SealBroken("the wrapped key of " + context + " does not open: its row was changed or swapped;"
                    + " restore table data_key from a backup");
        }
    }

    /** Every master key there is: before data keys were, values were sealed under it. */
    List<byte[]> keys() {
        return given.isEmpty() ? inFile() : given;
    }

    @Override
    public synchronized void replace() {
        if (!given.isEmpty()) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "the master key comes from SLIPWAY_MASTER_KEY, which only whoever starts the control plane can"
                            + " change; start it with the new key there and the old one in SLIPWAY_MASTER_KEY_PREVIOUS");
        }
        List<byte[]> keys = new ArrayList<>(List.of(Randoms.bytes(AesGcm.KEY_BYTES)));
        keys.addAll(inFile());
        write(keys);
    }

    @Override
    public synchronized void forgetOthers() {
        if (given.isEmpty() && ownFile && inFile().size() > 1) {
            write(List.of(inFile().getFirst()));
        }
    }

    private List<byte[]> inFile() {
        try {
            if (ownFile) {
                PrivateFile.readOrCreate(file, () -> text(Randoms.bytes(AesGcm.KEY_BYTES)));
            }
            refuseReadableByAll();
            List<byte[]> keys = Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank())
                    .map(line -> key(line, file.toString()))
                    .toList();
            if (keys.isEmpty()) {
                throw new IllegalStateException("\"" + file + "\" has no key; give base64 of 32 random bytes");
            }
            return keys;
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read the master key in \"" + file + "\"", failure);
        }
    }

    private void refuseReadableByAll() throws IOException {
        if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
            throw new IllegalStateException(
                    "the master key in \"" + file + "\" can be read by every user of this machine; chmod 0600 it");
        }
    }

    private void write(List<byte[]> keys) {
        String lines = keys.stream().map(LocalMasterKey::text).collect(Collectors.joining("\n", "", "\n"));
        try {
            PrivateFile.write(file, lines);
        } catch (IOException failure) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "cannot write the master key in \"" + file + "\" (" + failure.getMessage()
                            + "); let the control plane write it, or put a new key above the old one by hand");
        }
    }

    private static byte[] key(String text, String from) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text.strip());
        } catch (IllegalArgumentException notBase64) {
            throw new IllegalStateException("the master key in " + from + " is not base64; give base64 of 32 bytes");
        }
        if (bytes.length != AesGcm.KEY_BYTES) {
            throw new IllegalStateException("the master key in " + from + " has " + bytes.length + " bytes instead of "
                    + AesGcm.KEY_BYTES + "; give base64 of 32 random bytes");
        }
        return bytes;
    }

    /** Tells keys apart without telling anything about them. */
    private static String name(byte[] key) {
        byte[] digest = Digests.sha256("slipway master key " + HexFormat.of().formatHex(key));
        return "local-" + HexFormat.of().formatHex(digest, 0, 6);
    }

    private static String text(byte[] key) {
        return Base64.getEncoder().encodeToString(key);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
