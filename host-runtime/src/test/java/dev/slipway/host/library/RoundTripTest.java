package dev.slipway.host.library;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.host.events.EventLog;
import dev.slipway.host.image.ImageConfig;
import dev.slipway.host.layer.LayerStore;
import dev.slipway.host.layer.TarEntry;
import dev.slipway.host.layer.TestingTar;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.Stat;
import dev.slipway.host.linux.Xattrs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images with everything a layer can hold go to umoci, podman and a registry and come back the same. */
class RoundTripTest {
    private static final String OPERATOR = "";
    private static final String CAPABILITY = "security.capability";

    /** cap_net_raw, permitted and effective (linux/capability.h, struct vfs_cap_data). */
    private static final byte[] RAW = {1, 0, 0, 2, 0, 32, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

    @TempDir
    Path root;

    private LayerStore layers;
    private LocalLibrary library;
    private LayerStore otherLayers;
    private LocalLibrary other;
    private Image image;
    private Path archive;

    @BeforeEach
    void open() throws IOException {
        layers = new LayerStore(root.resolve("layers"));
        library = new LocalLibrary(root.resolve("images"), layers, new EventLog(), PackagedBases.none());
        otherLayers = new LayerStore(root.resolve("other-layers"));
        other = new LocalLibrary(root.resolve("other-images"), otherLayers, new EventLog(), PackagedBases.none());
        image = library.create(OPERATOR, config(List.of(lower(), upper())), "app:1");
        archive = root.resolve("app.tar");
        try (var out = Files.newOutputStream(archive)) {
            library.save(OPERATOR, List.of("app:1"), out);
        }
    }

    @AfterEach
    void close() {
        layers.close();
        otherLayers.close();
    }

    private String lower() {
        byte[] tar = new TestingTar()
                .folder("bin/")
                .file("bin/ping", "ping", 0755, 5, 6, Map.of(CAPABILITY, RAW))
                .link("bin/ping6", "bin/ping")
                .file("setuid", "s", 04711, 0, 0, Map.of())
                .symlink("link", "/no/where")
                .file("note", "n", 0640, 7, 8, Map.of("user.note", new byte[] {1, 0, 2}))
                .entry(TarEntry.of("pipe", TarEntry.Type.FIFO, 0600, 0, ""))
                .folder("opaque/")
                .file("opaque/below", "b")
                .file("gone", "g")
                .file("ä ö", "name")
                .file("long/" + "x".repeat(120) + "/" + "y".repeat(120), "path")
                .bytes();
        return layers.unpack(new ByteArrayInputStream(tar)).diffId();
    }

    private String upper() {
        byte[] tar = new TestingTar()
                .file(".wh.gone", "")
                .folder("opaque/")
                .file("opaque/.wh..wh..opq", "")
                .file("opaque/above", "a")
                .bytes();
        return layers.unpack(new ByteArrayInputStream(tar)).diffId();
    }

    private static ImageConfig config(List<String> diffIds) {
        return new ImageConfig(
                "2024-01-01T00:00:00Z",
                null,
                Transfers.platform().architecture(),
                "linux",
                null,
                ImageConfig.Run.EMPTY,
                new ImageConfig.Rootfs("layers", diffIds),
                List.of());
    }

    private Image load(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return other.load(OPERATOR, in, message -> {}).getFirst();
        }
    }

    private String podman(String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of(
                "podman",
                "--root",
                root.resolve("podman").toString(),
                "--runroot",
                root.resolve("podman-run").toString(),
                "--storage-driver",
                "vfs"));
        all.addAll(List.of(words));
        return TestingProgram.run(all.toArray(String[]::new));
    }

    @Test
    void podmanGivesBackTheSameLayersInBothFormats() throws Exception {
        // Given
        TestingProgram.require("podman");
        podman("load", "-q", "-i", archive.toString());
        Path docker = root.resolve("docker.tar");
        Path oci = root.resolve("oci.tar");
        // When
        podman("save", "-q", "--format", "docker-archive", "-o", docker.toString(), "app:1");
        podman("save", "-q", "--format", "oci-archive", "-o", oci.toString(), "app:1");
        // Then
        assertEquals(image.id(), load(docker).id());
        assertEquals(image.config().rootfs(), load(oci).config().rootfs());
    }

    @Test
    void podmanPullsWhatWePushedAndWePullWhatItPushed() throws Exception {
        // Given
        TestingProgram.require("podman");
        try (TestingRegistry registry = new TestingRegistry(root)) {
            String ours = registry.host() + "/team/ours:1";
            String theirs = registry.host() + "/team/theirs:1";
            library.tag(OPERATOR, "app:1", ours);
            library.push(OPERATOR, ours, null, message -> {});
            // When
            podman("pull", "-q", "--tls-verify=false", ours);
            podman("tag", ours, theirs);
            podman("push", "-q", "--tls-verify=false", theirs);
            Image pulled = other.pull(OPERATOR, theirs, null, null, message -> {});
            // Then
            assertEquals(image.id(), pulled.id());
        }
    }

    @Test
    void umociUnpacksWhatWeSavedAndWeLoadWhatItRepacked() throws Exception {
        // Given
        TestingProgram.require("umoci");
        TestingProgram.require("skopeo");
        Path layout = root.resolve("layout");
        Path bundle = root.resolve("bundle");
        Path back = root.resolve("back.tar");
        TestingProgram.run(
                "skopeo", "copy", "--insecure-policy", "docker-archive:" + archive, "oci:" + layout + ":app");
        // When
        TestingProgram.run("umoci", "unpack", "--image", layout + ":app", bundle.toString());
        check(bundle.resolve("rootfs"));
        Files.delete(bundle.resolve("rootfs/note"));
        Files.writeString(bundle.resolve("rootfs/opaque/more"), "m");
        TestingProgram.run("umoci", "repack", "--image", layout + ":app", bundle.toString());
        TestingProgram.run(
                "skopeo", "copy", "--insecure-policy", "oci:" + layout + ":app", "docker-archive:" + back + ":app:2");
        Image repacked = load(back);
        // Then
        List<String> diffIds = repacked.config().rootfs().diffIds();
        assertEquals(image.config().rootfs().diffIds(), diffIds.subList(0, 2));
        assertEquals(3, diffIds.size());
        try (DirFd top = DirFd.open(otherLayers.dir(diffIds.getLast()))) {
            assertTrue(top.stat("note").isWhiteout());
            try (DirFd opaque = top.beneath("opaque")) {
                assertEquals(List.of("more"), opaque.names());
            }
        }
    }

    private static void check(Path rootfs) {
        try (DirFd tree = DirFd.open(rootfs);
                DirFd bin = tree.beneath("bin");
                DirFd opaque = tree.beneath("opaque")) {
            Stat ping = bin.stat("ping");
            assertEquals(ping.inode(), bin.stat("ping6").inode());
            assertEquals(5, ping.uid());
            assertEquals(6, ping.gid());
            assertArrayEquals(RAW, Xattrs.get(bin, "ping", CAPABILITY).orElseThrow());
            assertArrayEquals(
                    new byte[] {1, 0, 2}, Xattrs.get(tree, "note", "user.note").orElseThrow());
            assertEquals(04711, tree.stat("setuid").permissions());
            assertEquals(Stat.FIFO, tree.stat("pipe").type());
            assertEquals("/no/where", tree.readLink("link"));
            assertFalse(tree.names().contains("gone"));
            assertEquals(List.of("above"), opaque.names());
            assertEquals(1, tree.names().stream().filter("ä ö"::equals).count());
        }
    }
}
