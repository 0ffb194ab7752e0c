package dev.slipway.build;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A part of a build with a duration of its own. */
@Entity
@SuppressWarnings("NullAway.Init")
public class BuildStage {

    @Id
    public UUID id;

    public int ordinal;
    public String name;
    public String status;

    @Nullable
    public Instant startedAt;

    @Nullable
    public Instant finishedAt;

    static BuildStage running(int ordinal, String name, Instant now) {
        BuildStage stage = new BuildStage();
        stage.id = UUID.randomUUID();
        stage.ordinal = ordinal;
        stage.name = name;
        stage.status = "running";
        stage.startedAt = now;
        return stage;
    }

    void finish(String outcome, Instant now) {
        if (finishedAt == null) {
            status = outcome;
            finishedAt = now;
        }
    }
}
