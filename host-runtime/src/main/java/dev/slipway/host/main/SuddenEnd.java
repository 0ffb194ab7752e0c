package dev.slipway.host.main;

import dev.slipway.host.base.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * For tests only, see HACKING.md: with the system property {@value #PROPERTY} the engine notes each {@link Step} it takes in
 * the file {@code passed} of that folder, and ends without any farewell before the one whose name stands in {@code halt}.
 */
final class SuddenEnd {
    static final String PROPERTY = "slipway.steps";

    /** As after SIGKILL: 128 + 9. */
    private static final int KILLED = 137;

    private final Path passed;
    private final Path halt;

    private SuddenEnd(Path folder) {
        this.passed = folder.resolve("passed");
        this.halt = folder.resolve("halt");
    }

    /** To be called once, before anything is done. */
    static void prepare() {
        @Nullable String folder = System.getProperty(PROPERTY);
        if (folder != null) {
            Step.watch(new SuddenEnd(Path.of(folder))::before);
        }
    }

    private synchronized void before(String step) {
        try {
            if (Files.readString(halt).strip().equals(step)) {
                Runtime.getRuntime().halt(KILLED);
            }
        } catch (NoSuchFileException e) {
            // Nothing to die for.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        note(step);
    }

    private void note(String step) {
        try {
            Files.writeString(passed, step + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
