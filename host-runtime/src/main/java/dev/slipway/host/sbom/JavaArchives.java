package dev.slipway.host.sbom;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Jars, and the jars within them, by the {@code pom.properties} that Maven puts in. */
final class JavaArchives implements Cataloger {
    private static final int DEEPEST = 3;
    private static final int MOST_PROPERTIES = 64 << 10;

    /** Unpacked bytes of one file: a small archive can hold endless zeroes. */
    private static final long MOST_BYTES = 2L << 30;

    @Override
    public boolean knows(String path, FoundFile file) {
        return isArchive(path);
    }

    private static boolean isArchive(String path) {
        return path.endsWith(".jar") || path.endsWith(".war") || path.endsWith(".ear");
    }

    @Override
    public void read(String path, FoundFile file, Consumer<Component> found) throws IOException {
        try (InputStream in = file.open()) {
            read(path, in, 0, new long[] {MOST_BYTES}, found);
        }
    }

    private static void read(String path, InputStream archive, int depth, long[] left, Consumer<Component> found)
            throws IOException {
        ZipInputStream zip = new ZipInputStream(new Bounded(archive, left));
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            String name = entry.getName();
            if (name.startsWith("META-INF/maven/") && name.endsWith("/pom.properties")) {
                add(path, new String(zip.readNBytes(MOST_PROPERTIES), StandardCharsets.ISO_8859_1), found);
            } else if (isArchive(name) && depth < DEEPEST) {
                read(path + "!" + name, zip, depth + 1, left, found);
            }
        }
    }

    private static void add(String path, String text, Consumer<Component> found) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        String group = properties.getProperty("groupId", "");
        String artifact = properties.getProperty("artifactId", "");
        String version = properties.getProperty("version", "");
        if (!group.isEmpty() && !artifact.isEmpty() && !version.isEmpty()) {
            found.accept(Component.of("maven", group + "/" + artifact, version, "", path));
        }
    }

    /** Ends with an error after so many bytes of all archives of a file together. */
    private static final class Bounded extends InputStream {
        private final InputStream in;
        private final long[] left;

        Bounded(InputStream in, long[] left) {
            this.in = in;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            int read = in.read();
            spend(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int n = in.read(into, from, length);
            spend(Math.max(n, 0));
            return n;
        }

        private void spend(int bytes) throws IOException {
            left[0] -= bytes;
            if (left[0] < 0) {
                throw new IOException("unpacks to more than " + MOST_BYTES + " bytes");
            }
        }
    }
}
