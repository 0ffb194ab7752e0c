package dev.slipway.overview;

import dev.slipway.app.App;
import dev.slipway.app.AppSettings;
import dev.slipway.build.BuildView;
import dev.slipway.platform.SettingsTag;
import dev.slipway.release.ReleaseView;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An app as the API shows it. */
record AppView(
        UUID id,
        String name,
        String slug,
        Named project,
        Named team,
        String repository,
        @Nullable String branch,
        String folder,
        @Nullable String dockerfile,
        @Nullable Integer port,
        long memory,
        BigDecimal cpus,
        int instances,
        String status,
        @Nullable String statusDetail,
        String url,
        @Nullable ReleaseView currentRelease,
        @Nullable BuildView latestBuild,
        Instant createdAt,
        Instant updatedAt)
        implements SettingsTag.Tagged {

    /** A project or team in short. */
    record Named(UUID id, String slug, String name) {}

    @Override
    public SettingsTag tag() {
        return new AppSettings(name, repository, branch, folder, dockerfile, port, memory, cpus, instances).tag();
    }

    static AppView of(
            App app, AppStatus status, String url, @Nullable ReleaseView current, @Nullable BuildView latest) {
        return new AppView(
                app.id,
                app.name,
                app.slug,
                new Named(app.project.id, app.project.slug, app.project.name),
                new Named(app.project.team.id, app.project.team.slug, app.project.team.name),
                app.repository,
                app.branch,
                app.folder,
                app.dockerfile,
                app.port,
                app.memory,
                plain(app.cpus),
                app.instances,
                status.word(),
                status.detail(),
                url,
                current,
                latest,
                app.createdAt,
                app.updatedAt);
    }

    /** 2, not 2.000 and not 2E+1. */
    private static BigDecimal plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0, RoundingMode.UNNECESSARY) : stripped;
    }
}
