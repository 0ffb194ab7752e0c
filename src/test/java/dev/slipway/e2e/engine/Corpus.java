package dev.slipway.e2e.engine;

import dev.slipway.e2e.support.Command;
import dev.slipway.e2e.support.SourceTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Our Dockerfiles over all instructions, {@code resources/dockerfiles/NAME}: the context with its Dockerfile; beside it
 *
 * <pre>
 * NAME.expected   what is in the image, by image-listing.py
 * NAME.args       further words of the build command, one a line
 * NAME.peer       why buildah's image differs
 * NAME.buildkit   why dockerd's does
 * </pre>
 */
public final class Corpus {
    private static final Path ROOT = SourceTree.root().resolve("src/test/resources/dockerfiles");
    private static final Path LISTING = SourceTree.root().resolve("src/test/resources/image-listing.py");

    private Corpus() {}

    /** One Dockerfile with its context. */
    public record Entry(Path folder) {
        public String name() {
            return folder.getFileName().toString();
        }

        private Path beside(String suffix) {
            return folder.resolveSibling(name() + "." + suffix);
        }

        /** The build command's further words. */
        List<String> arguments() {
            Path file = beside("args");
            return Files.exists(file) ? SourceTree.read(file).lines().toList() : List.of();
        }

        /** What the image must be. */
        Path expected() {
            return beside("expected");
        }

        /** Why buildah makes something else; empty when it does not. */
        Optional<String> skippedByPeer() {
            return reason("peer");
        }

        /** Why BuildKit in the distribution's dockerd makes something else; empty when it does not. */
        Optional<String> skippedByBuildKit() {
            return reason("buildkit");
        }

        private Optional<String> reason(String suffix) {
            Path file = beside(suffix);
            return Files.exists(file) ? Optional.of(SourceTree.read(file).strip()) : Optional.empty();
        }

        @Override
        public String toString() {
            return name();
        }
    }

    public static List<Entry> entries() {
        try (Stream<Path> folders = Files.list(ROOT)) {
            return folders.filter(Files::isDirectory).sorted().map(Entry::new).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Builds with docker on {@code engine}. */
    static Command build(EngineProcess engine, Entry entry, String tag) {
        List<String> words = new ArrayList<>(List.of("build", "-t", tag));
        words.addAll(entry.arguments());
        words.add(entry.folder().toString());
        return engine.docker(words.toArray(String[]::new));
    }

    /** What is in an image, both as archives that docker save writes. */
    static String listing(Path image, Path base) {
        return Command.run("python3", LISTING.toString(), image.toString(), base.toString())
                .succeeded()
                .out();
    }
}
