package dev.slipway.overview;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.app.AppRequest;
import dev.slipway.environment.VariableEntry;
import dev.slipway.platform.PlainText;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An app to add: the repository is enough. */
record NewApp(
        @NotBlank(message = "is missing; give an address like https://example.org/team/app.git")
        @Size(max = 2000)
        @PlainText
        String repository,

        @Nullable @Size(max = 60) @PlainText String name,
        @Nullable @Size(max = 200) @PlainText String branch,
        @Nullable @Size(max = 500) @PlainText String folder,
        @Nullable @Size(max = 500) @PlainText String dockerfile,
        @Nullable Integer port,

        @Schema(implementation = String.class, examples = "256m") @Nullable
        JsonNode memory,

        @Nullable BigDecimal cpus,
        @Nullable Integer instances,
        @Nullable List<@Valid @NotNull VariableEntry> environment) {

    AppRequest settings() {
        return new AppRequest(repository, name, branch, folder, dockerfile, port, memory, cpus, instances);
    }
}
