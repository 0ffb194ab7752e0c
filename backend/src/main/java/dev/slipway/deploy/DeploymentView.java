package dev.slipway.deploy;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A deployment as the API shows it. */
record DeploymentView(
        UUID id,
        int number,
        int releaseNumber,
        String status,
        @Nullable String failure,
        List<StepView> steps,
        Instant createdAt,
        @Nullable Instant finishedAt) {

    record StepView(
            String name,
            String status,
            @Nullable String detail,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt) {}

    static DeploymentView of(Deployment deployment) {
        return new DeploymentView(
                deployment.id,
                deployment.number,
                deployment.release.number,
                deployment.status.name().toLowerCase(Locale.ROOT),
                deployment.failure,
                deployment.steps.stream()
                        .map(step -> new StepView(step.name, step.status, step.detail, step.startedAt, step.finishedAt))
                        .toList(),
                deployment.createdAt,
                deployment.finishedAt);
    }
}
