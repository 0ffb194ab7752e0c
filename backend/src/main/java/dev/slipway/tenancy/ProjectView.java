package dev.slipway.tenancy;

import dev.slipway.platform.SettingsTag;
import java.util.UUID;

/** A project as the API shows it. */
record ProjectView(UUID id, String slug, String name, UUID teamId, boolean guarded, boolean recorded)
        implements SettingsTag.Tagged {

    static ProjectView of(Project project) {
        return new ProjectView(
                project.id, project.slug, project.name, project.team.id, project.guarded, project.recorded);
    }

    @Override
    public SettingsTag tag() {
        return SettingsTag.of(name, guarded, recorded);
    }
}
