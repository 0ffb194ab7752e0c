package dev.slipway.release;

import dev.slipway.app.App;
import dev.slipway.build.BuildSucceeded;
import dev.slipway.environment.EnvironmentCut;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.Objects;

/** Cuts releases when there is something new to run. */
@ApplicationScoped
class Releases {

    private final Clock clock;
    private final Event<ReleaseCut> cuts;

    Releases(Clock clock, Event<ReleaseCut> cuts) {
        this.clock = clock;
        this.cuts = cuts;
    }

    void onBuild(@Observes BuildSucceeded succeeded) {
        App.locked(succeeded.build().appId).filter(app -> !app.deleting).ifPresent(app -> {
            String image = Objects.requireNonNull(succeeded.build().imageId, "a succeeded build has an image");
            cuts.fire(new ReleaseCut(app, Release.cut(app, succeeded.build(), image, clock.instant())));
        });
    }

    /** New variables go with the image that runs now; without one yet they wait for the first build. */
    void onVariables(@Observes EnvironmentCut cut) {
        App app = cut.app();
        Release base = app.currentReleaseId == null
                ? Release.newest(app.id).orElse(null)
                : Release.findById(app.currentReleaseId);
        if (base != null) {
            cuts.fire(new ReleaseCut(app, Release.cut(app, base.build, base.imageId, clock.instant())));
        }
    }
}
