package dev.slipway.source;

import dev.slipway.platform.PlatformConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;

/** Bare repositories of what was pushed to the platform, a folder per app. Names are ids, never what people typed. */
@ApplicationScoped
public class Pushed {

    private final Path root;

    @Inject
    Pushed(PlatformConfig config) {
        this(config.data().resolve("git"));
    }

    Pushed(Path root) {
        this.root = root;
    }

    /** An app's repository; empty when nothing was ever pushed. The caller closes it. */
    public Optional<Repository> open(UUID app) throws IOException {
        Path folder = folder(app);
        return Files.isDirectory(folder) ? Optional.of(new FileRepository(folder.toFile())) : Optional.empty();
    }

    /** An app's repository, made when there is none; clones begin at {@code branch}. The caller closes it. */
    public Repository openOrCreate(UUID app, String branch) throws IOException {
        FileRepository repository =
                new FileRepository(Files.createDirectories(folder(app)).toFile());
        if (!repository.getObjectDatabase().exists()) {
            repository.create(true);
            StoredConfig config = repository.getConfig();
            // Packs of refused pushes are garbage at once; there is no working time to wait for.
            config.setString("gc", null, "pruneexpire", "now");
            config.save();
        }
        repository.updateRef(Constants.HEAD).link(Constants.R_HEADS + branch);
        return repository;
    }

    /** Bytes an app's repository takes. */
    public long size(UUID app) throws IOException {
        Path folder = folder(app);
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).mapToLong(Pushed::sizeOf).sum();
        }
    }

    /** Ids of apps that something was pushed to. */
    public List<UUID> apps() throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(root)) {
            return folders.map(folder -> String.valueOf(folder.getFileName()))
                    .filter(name -> name.endsWith(".git"))
                    .map(name -> UUID.fromString(name.substring(0, name.length() - 4)))
                    .toList();
        }
    }

    /** Removes an app's repository. */
    public void remove(UUID app) throws IOException {
        try (Stream<Path> files = Files.walk(folder(app))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private Path folder(UUID app) {
        return root.resolve(app + ".git");
    }

    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (IOException gone) {
            return 0;
        }
    }
}
