package dev.slipway.e2e.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The checkout the tests run from. */
public final class SourceTree {
    private static final Set<String> NOT_SOURCE = Set.of("target", "node_modules", ".git", ".idea", ".vscode");

    private SourceTree() {}

    public static Path root() {
        return Path.of(System.getProperty("slipway.root", "../.."))
                .toAbsolutePath()
                .normalize();
    }

    /** Every file of the tree that people write, sorted. */
    public static List<Path> files() {
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(root(), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    boolean skip = NOT_SOURCE.contains(String.valueOf(folder.getFileName()));
                    return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile()) {
                        files.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.sort(null);
        return files;
    }

    /** The files whose name ends in {@code suffix}. */
    public static List<Path> files(String suffix) {
        return files().stream().filter(file -> file.toString().endsWith(suffix)).toList();
    }

    public static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<String> lines(Path file) {
        return read(file).lines().toList();
    }

    /** As people name it: relative to the root. */
    public static String name(Path file) {
        return root().relativize(file).toString();
    }
}
