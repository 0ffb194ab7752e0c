package dev.slipway.build;

import dev.slipway.source.Commit;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A build as the API shows it. */
public record BuildView(
        UUID id,
        int number,
        UUID appId,
        String status,
        @Nullable String ref,
        @Nullable Commit commit,
        @Nullable String failure,
        List<Stage> stages,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {

    /** A stage as the API shows it. */
    public record Stage(
            String name,
            String status,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt) {}

    /** Shows a build; call it within the transaction that read it. */
    public static BuildView of(Build build) {
        return new BuildView(
                build.id,
                build.number,
                build.appId,
                build.status.name().toLowerCase(Locale.ROOT),
                build.ref,
                build.commit().orElse(null),
                build.failure,
                build.stages.stream()
                        .map(stage -> new Stage(stage.name, stage.status, stage.startedAt, stage.finishedAt))
                        .toList(),
                build.createdAt,
                build.startedAt,
                build.finishedAt);
    }
}
