package dev.slipway.host.image;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An image's configuration document (OCI image-spec config.md; Docker image v1.2), as its JSON is. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ImageConfig(
        @Nullable String created,
        @Nullable String author,
        String architecture,
        String os,
        @Nullable String variant,
        @Nullable Run config,
        Rootfs rootfs,
        @Nullable List<History> history) {
    /** How containers of the image run by default. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Run(
            @JsonProperty("User") @Nullable String user,
            @JsonProperty("ExposedPorts") @Nullable Map<String, Map<String, Object>> exposedPorts,
            @JsonProperty("Env") @Nullable List<String> env,
            @JsonProperty("Entrypoint") @Nullable List<String> entrypoint,
            @JsonProperty("Cmd") @Nullable List<String> cmd,
            @JsonProperty("Volumes") @Nullable Map<String, Map<String, Object>> volumes,
            @JsonProperty("WorkingDir") @Nullable String workingDir,
            @JsonProperty("Labels") @Nullable Map<String, String> labels,
            @JsonProperty("StopSignal") @Nullable String stopSignal,
            @JsonProperty("StopTimeout") @Nullable Integer stopTimeout,
            @JsonProperty("Shell") @Nullable List<String> shell,
            @JsonProperty("OnBuild") @Nullable List<String> onBuild,
            @JsonProperty("Healthcheck") @Nullable Health healthcheck) {
        public static final Run EMPTY =
                new Run(null, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    /** A health check; durations in nanoseconds, {@code test} as ["CMD", …], ["CMD-SHELL", line] or ["NONE"]. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Health(
            @JsonProperty("Test") @Nullable List<String> test,
            @JsonProperty("Interval") @Nullable Long interval,
            @JsonProperty("Timeout") @Nullable Long timeout,
            @JsonProperty("StartPeriod") @Nullable Long startPeriod,
            @JsonProperty("StartInterval") @Nullable Long startInterval,
            @JsonProperty("Retries") @Nullable Integer retries) {}

    /** The layers, bottom first, as {@code sha256:…} of the uncompressed archives. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Rootfs(
            String type, @JsonProperty("diff_ids") List<String> diffIds) {}

    /** How a layer came to be. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record History(
            @Nullable String created,
            @JsonProperty("created_by") @Nullable String createdBy,
            @Nullable String author,
            @Nullable String comment,
            @JsonProperty("empty_layer") @Nullable Boolean emptyLayer) {}

    /** {@link #config}, never null. */
    public Run run() {
        return config == null ? Run.EMPTY : config;
    }
}
