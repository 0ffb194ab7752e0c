package dev.slipway.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.EmptyProgressMonitor;
import org.jspecify.annotations.Nullable;

/** Breaks a fetch off which grows too big, takes too long, or is no longer wanted. JGit asks it all the time. */
final class FetchLimit extends EmptyProgressMonitor {

    /** A repository's newest commit of this size is not source code. */
    private static final long MOST_BYTES = 1024L * 1024 * 1024;

    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** Looking at the folder costs a system call or two: not on each of thousands of questions. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private final Path folder;
    private final Clock clock;
    private final BooleanSupplier unwanted;
    private final Instant until;
    private Instant nextLook;

    @Nullable
    private volatile String reason;

    FetchLimit(Path folder, Clock clock, BooleanSupplier unwanted) {
        this.folder = folder;
        this.clock = clock;
        this.unwanted = unwanted;
        this.until = clock.instant().plus(LONGEST);
        this.nextLook = clock.instant();
    }

    @Override
    public boolean isCancelled() {
        if (reason == null && !clock.instant().isBefore(nextLook)) {
            nextLook = clock.instant().plus(BETWEEN_LOOKS);
            reason = look();
        }
        return reason != null;
    }

    @Nullable
    String reason() {
        return reason;
    }

    private @Nullable String look() {
        if (unwanted.getAsBoolean()) {
            return "cancelled";
        }
        if (clock.instant().isAfter(until)) {
            return "fetching takes longer than " + LONGEST.toMinutes() + " minutes; is the repository reachable?";
        }
        return size() > MOST_BYTES ? "the commit is bigger than 1 GiB; keep large files out of the repository" : null;
    }

    private long size() {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(FetchLimit::sizeOf)
                    .sum();
        } catch (IOException changing) {
            return 0;
        }
    }

    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (IOException gone) {
            return 0;
        }
    }
}
