package dev.slipway.host.layer;

import dev.slipway.host.layer.TarEntry.Type;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Archives for tests, member by member. */
public final class TestingTar {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarWriter tar = new TarWriter(bytes);

    public TestingTar file(String name, String content) {
        return file(name, content, 0644, 0, 0, Map.of());
    }

    public TestingTar file(String name, String content, int mode, long uid, long gid, Map<String, byte[]> xattrs) {
        byte[] data = content.getBytes(StandardCharsets.UTF_8);
        TarEntry entry =
                new TarEntry(name, Type.FILE, mode, uid, gid, data.length, 1_000_000, 0, "", 0, 0, xattrs, null);
        return add(entry, data);
    }

    public TestingTar folder(String name) {
        return entry(new TarEntry(name, Type.FOLDER, 0755, 0, 0, 0, 2_000_000, 0, "", 0, 0, Map.of(), null));
    }

    public TestingTar symlink(String name, String target) {
        return entry(TarEntry.of(name, Type.SYMLINK, 0777, 0, target));
    }

    public TestingTar link(String name, String target) {
        return entry(TarEntry.of(name, Type.HARD_LINK, 0644, 0, target));
    }

    public TestingTar device(String name, int major, int minor) {
        return entry(new TarEntry(name, Type.BLOCK_DEVICE, 0666, 0, 0, 0, 0, 0, "", major, minor, Map.of(), null));
    }

    public TestingTar entry(TarEntry entry) {
        return add(entry, new byte[0]);
    }

    private TestingTar add(TarEntry entry, byte[] data) {
        try {
            tar.add(entry, new ByteArrayInputStream(data));
            return this;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public byte[] bytes() {
        try {
            tar.finish();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public InputStream stream() {
        return new ByteArrayInputStream(bytes());
    }
}
