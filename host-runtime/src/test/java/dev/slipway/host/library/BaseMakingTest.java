package dev.slipway.host.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.image.Reference;
import dev.slipway.host.layer.LayerStore;
import dev.slipway.host.layer.TestingTar;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bases are of the state that the archive of packages has when one is asked for. */
class BaseMakingTest {
    private static final Reference NAME =
            Reference.parse("debian:bookworm-slim").tagged();
    private static final String INDEX = "http://deb.example.org/debian/dists/bookworm/InRelease";
    private static final String DIGEST = "0123456789abcdef".repeat(4);

    @TempDir
    Path root;

    private final Archive archive = new Archive();
    private final List<String> log = new ArrayList<>();
    private Instant now = Instant.parse("2030-01-02T03:04:05Z");
    private LayerStore layers;
    private AttachmentFiles attachments;
    private ImageFiles files;
    private BaseMaking making;

    /** Packages of one day, until they change or nobody answers. */
    private static final class Archive implements PackagedBases {
        private Instant date = Instant.parse("2029-12-31T00:00:00Z");
        private boolean reachable = true;
        private int made;

        @Override
        public boolean offers(Reference reference) {
            return true;
        }

        @Override
        public Origin origin(Reference reference) {
            if (!reachable) {
                throw new EngineException(ErrorKind.UNAVAILABLE, "the archive does not answer");
            }
            return new Origin(date, Map.of(INDEX, DIGEST));
        }

        @Override
        public void writeRoot(Reference reference, Origin origin, OutputStream rootTar, Consumer<String> log) {
            made++;
            try {
                rootTar.write(new TestingTar()
                        .file("etc/date", origin.date().toString())
                        .bytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Stands where the test puts it. */
    private final class TestClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @BeforeEach
    void open() {
        layers = new LayerStore(root.resolve("layers"));
        making = making(root.resolve("images"));
    }

    private BaseMaking making(Path images) {
        files = new ImageFiles(images);
        Catalog catalog = new Catalog(images);
        attachments = new AttachmentFiles(images);
        Content content = new Content(files, layers, catalog, new Uses(), attachments);
        return new BaseMaking(layers, files, catalog, content, attachments, archive, new TestClock());
    }

    @AfterEach
    void close() {
        layers.close();
    }

    private String make() {
        return making.make(NAME, log::add);
    }

    @Test
    void theSamePackagesAreTheSameImageWheneverAndWhereverItIsMade() {
        // Given
        String here = make();
        now = now.plusSeconds(100_000);
        // When
        making = making(root.resolve("elsewhere"));
        String elsewhere = make();
        // Then
        assertEquals(here, elsewhere);
        assertEquals(2, archive.made);
        assertEquals(archive.date.toString(), files.config(elsewhere).created());
    }

    @Test
    void aPullAsksTheArchiveAndMakesTheBaseAnewWhenItChanged() {
        // Given
        String before = make();
        // When
        now = now.plusSeconds(3600);
        String unchanged = make();
        now = now.plusSeconds(3600);
        archive.date = archive.date.plusSeconds(86_400);
        String after = make();
        // Then
        assertEquals(before, unchanged);
        assertNotEquals(before, after);
        assertEquals(2, archive.made);
        assertEquals(List.of(after), files.ids());
    }

    @Test
    void withoutTheArchiveTheBaseMadeBeforeIsUsed() {
        // Given
        String before = make();
        archive.reachable = false;
        // When
        now = now.plusSeconds(3600);
        String again = make();
        // Then
        assertEquals(before, again);
        assertTrue(log.getLast().contains("using the base made before: the archive does not answer"), log.toString());
    }

    @Test
    void itsProvenanceNamesTheIndexesByDigest() {
        // When
        String id = make();
        // Then
        String statement = new String(
                attachments.find(Catalog.SHARED, id, Attachment.PROVENANCE).orElseThrow(), StandardCharsets.UTF_8);
        assertTrue(
                statement.contains("[{\"uri\":\"" + INDEX + "\",\"digest\":{\"sha256\":\"" + DIGEST + "\"}}]"),
                statement);
        assertTrue(
                statement.contains("{\"name\":\"debian:bookworm-slim\",\"digest\":{\"sha256\":\"" + id.substring(7)),
                statement);
    }
}
