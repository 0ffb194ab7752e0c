package dev.slipway.environment;

import dev.slipway.app.App;
import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.platform.Problem;
import dev.slipway.platform.SettingsTag;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Valid;
import jakarta.validation.Validator;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An app's variables. */
@Path("/api/v1/apps/{appId}/environment")
@RunOnVirtualThread
public class EnvironmentResource {

    /** Names, values and remarks of a few hundred variables. */
    private static final int MOST_LETTERS = 512 * 1024;

    private final Environment environment;
    private final Event<EnvironmentCut> cuts;
    private final Validator validator;

    EnvironmentResource(Environment environment, Event<EnvironmentCut> cuts, Validator validator) {
        this.validator = validator;
        this.environment = environment;
        this.cuts = cuts;
    }

    record EnvironmentView(int version, List<VariableEntry> variables) implements SettingsTag.Tagged {

        @Override
        public SettingsTag tag() {
            return tagOf(version);
        }

        static SettingsTag tagOf(int version) {
            return new SettingsTag("v" + version);
        }
    }

    /** A {@code .env} file; {@code secret} makes its new variables secrets. */
    record FileRequest(@NotNull @Size(max = MOST_LETTERS) String text, boolean secret) {}

    record EnvironmentRequest(@NotNull List<@Valid @NotNull VariableEntry> variables) {}

    @GET
    @Needs(Permission.ENVIRONMENT_READ)
    @Transactional
    public EnvironmentView get(UUID appId) {
        App app = App.present(appId).orElseThrow(Problem::notFound);
        return new EnvironmentView(app.lastEnvironment, environment.show(appId, app.lastEnvironment));
    }

    /** What may be shown, as a {@code .env} file; secrets are only named. */
    @GET
    @Path("/file")
    @Produces(MediaType.TEXT_PLAIN)
    @Needs(Permission.ENVIRONMENT_READ)
    @Transactional
    public String file(UUID appId) {
        return EnvFile.of(get(appId).variables);
    }

    /** Adds and replaces the variables of a {@code .env} file; others stay, and what is a secret stays one. */
    @PATCH
    @Path("/file")
    @Needs(Permission.ENVIRONMENT_CHANGE)
    @Transactional
    public EnvironmentView merge(UUID appId, @Valid @NotNull FileRequest request) {
        App app = App.locked(appId).filter(found -> !found.deleting).orElseThrow(Problem::notFound);
        Map<String, VariableEntry> merged = new LinkedHashMap<>();
        environment.show(appId, app.lastEnvironment).forEach(entry -> merged.put(entry.name(), entry));
        EnvFile.parse(request.text).forEach((name, value) -> {
            VariableEntry old = merged.get(name);
            merged.put(name, new VariableEntry(name, value, request.secret || (old != null && old.secret())));
        });
        refuseUnusable(merged.values());
        return cut(app, List.copyOf(merged.values()));
    }

    @PUT
    @Needs(Permission.ENVIRONMENT_CHANGE)
    @Transactional
    public EnvironmentView put(
            UUID appId, @HeaderParam("If-Match") @Nullable String ifMatch, @Valid @NotNull EnvironmentRequest request) {
        App app = App.locked(appId).filter(found -> !found.deleting).orElseThrow(Problem::notFound);
        EnvironmentView.tagOf(app.lastEnvironment).require(ifMatch);
        return cut(app, request.variables);
    }

    private void refuseUnusable(Collection<VariableEntry> entries) {
        for (VariableEntry entry : entries) {
            Set<ConstraintViolation<VariableEntry>> faults = validator.validate(entry);
            if (!faults.isEmpty()) {
                throw Problem.invalid(
                        "body",
                        "\"" + entry.name() + "\" " + faults.iterator().next().getMessage());
            }
        }
    }

    private EnvironmentView cut(App app, List<VariableEntry> entries) {
        int version = environment.cut(app, entries);
        cuts.fire(new EnvironmentCut(app, version));
        return new EnvironmentView(version, environment.show(app.id, version));
    }
}
