package dev.slipway.overview;

import dev.slipway.app.App;
import dev.slipway.build.Build;
import dev.slipway.deploy.Deployment;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How an app is, worked out from what its features know and kept nowhere.
 *
 * @param word new, building, deploying, running, stopped or failed
 * @param detail one sentence when there is something to add
 */
record AppStatus(String word, @Nullable String detail) {

    /**
     * An app's instances in numbers.
     *
     * @param all that are not gone
     * @param running of them
     * @param exited of them
     * @param detail what one that exited has to say
     */
    record Presence(
            long all, long running, long exited, @Nullable String detail) {}

    static AppStatus of(App app, @Nullable Build build, @Nullable Deployment deployment, Presence present) {
        if (deployment != null && deployment.status == Deployment.Status.RUNNING) {
            return new AppStatus("deploying", "moving to release " + deployment.release.number);
        }
        if (app.suspended) {
            return new AppStatus("stopped", null);
        }
        return app.currentReleaseId == null ? beforeFirst(build, deployment) : serving(build, deployment, present);
    }

    private static AppStatus beforeFirst(@Nullable Build build, @Nullable Deployment deployment) {
        if (build == null) {
            return new AppStatus("new", null);
        }
        return switch (build.status) {
            case QUEUED, FETCHING, BUILDING -> new AppStatus("building", about(build));
            case FAILED -> new AppStatus("failed", about(build));
            case CANCELLED -> new AppStatus("new", about(build));
            case SUCCEEDED ->
                deployment != null && deployment.failure != null
                        ? new AppStatus("failed", about(deployment))
                        : new AppStatus("deploying", null);
        };
    }

    private static AppStatus serving(@Nullable Build build, @Nullable Deployment deployment, Presence present) {
        if (present.all == 0) {
            return new AppStatus("failed", "no instance is left; deploy again");
        }
        if (present.exited == present.all) {
            return new AppStatus("failed", present.detail);
        }
        if (present.running < present.all && present.exited > 0) {
            return new AppStatus("running", present.running + " of " + present.all + " instances: " + present.detail);
        }
        return new AppStatus("running", worthKnowing(build, deployment));
    }

    /** What went wrong since, although the app serves. */
    private static @Nullable String worthKnowing(@Nullable Build build, @Nullable Deployment deployment) {
        if (build != null && (!build.status.finished() || build.status == Build.Status.FAILED)) {
            return about(build);
        }
        return deployment != null && deployment.failure != null ? about(deployment) : null;
    }

    private static String about(Build build) {
        String state = "build " + build.number + " "
                + switch (build.status) {
                    case QUEUED -> "waits";
                    case FETCHING -> "is fetching";
                    case BUILDING -> "is building";
                    case SUCCEEDED, FAILED, CANCELLED -> build.status.name().toLowerCase(Locale.ROOT);
                };
        return build.failure == null ? state : state + ": " + build.failure;
    }

    private static String about(Deployment deployment) {
        return "deployment " + deployment.number + " failed: " + deployment.failure;
    }
}
