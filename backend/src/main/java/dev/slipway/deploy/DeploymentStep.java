package dev.slipway.deploy;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One step of one deployment. */
@Entity
@SuppressWarnings("NullAway.Init")
public class DeploymentStep {

    private static final String WAITING = "waiting";
    private static final String SUCCEEDED = "succeeded";

    @Id
    public UUID id;

    public int ordinal;
    public String name;
    public String status;

    @Nullable
    public String detail;

    @Nullable
    public Instant startedAt;

    @Nullable
    public Instant finishedAt;

    static DeploymentStep waiting(Step step) {
        DeploymentStep row = new DeploymentStep();
        row.id = UUID.randomUUID();
        row.ordinal = step.ordinal();
        row.name = step.text();
        row.status = WAITING;
        return row;
    }

    boolean isWaiting() {
        return status.equals(WAITING);
    }

    boolean isDone() {
        return finishedAt != null;
    }

    void enter(Instant now) {
        status = "running";
        if (startedAt == null) {
            startedAt = now;
        }
    }

    void leave(boolean well, String what, Instant now) {
        status = well ? SUCCEEDED : "failed";
        detail = what;
        finishedAt = now;
    }
}
