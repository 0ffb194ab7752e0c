package dev.slipway.app;

import dev.slipway.platform.SettingsTag;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What people choose about an app, checked.
 *
 * @param name as shown
 * @param repository address that passed {@code GitUrl}
 * @param branch null for the default one
 * @param folder relative, empty for the root
 * @param dockerfile relative to the folder, null to look for one
 * @param port null for the image's own
 * @param memory bytes per instance
 * @param cpus processors per instance
 * @param instances how many
 */
public record AppSettings(
        String name,
        String repository,
        @Nullable String branch,
        String folder,
        @Nullable String dockerfile,
        @Nullable Integer port,
        long memory,
        BigDecimal cpus,
        int instances) {

    /** An app's present settings. */
    public static AppSettings of(App app) {
        return new AppSettings(
                app.name,
                app.repository,
                app.branch,
                app.folder,
                app.dockerfile,
                app.port,
                app.memory,
                app.cpus,
                app.instances);
    }

    /** Names them, for whoever changes what they have seen. */
    public SettingsTag tag() {
        String processors = cpus.stripTrailingZeros().toPlainString();
        return SettingsTag.of(name, repository, branch, folder, dockerfile, port, memory, processors, instances);
    }

    /** Whether running instances would have to be replaced to follow {@code other}. */
    public boolean runsLike(AppSettings other) {
        return Objects.equals(port, other.port)
                && memory == other.memory
                && cpus.compareTo(other.cpus) == 0
                && instances == other.instances;
    }
}
