package dev.slipway.webhook;

import dev.slipway.app.App;
import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.platform.DataScope;
import dev.slipway.platform.PlatformConfig;
import dev.slipway.platform.Problem;
import dev.slipway.platform.Vault;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** An app's push hook: making it, and the door its git host comes to. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class PushHookResource {

    private final PushHooks hooks;
    private final Vault vault;
    private final PlatformConfig platform;
    private final Clock clock;

    PushHookResource(PushHooks hooks, Vault vault, PlatformConfig platform, Clock clock) {
        this.hooks = hooks;
        this.vault = vault;
        this.platform = platform;
        this.clock = clock;
    }

    record PushHookView(
            String url,
            Instant createdAt,
            @Nullable Instant lastAt,
            @Nullable String lastOutcome) {}

    /** The secret is shown once. */
    record MadePushHook(String url, String secret, Instant createdAt) {}

    @GET
    @Path("/apps/{appId}/push-hook")
    @Needs(Permission.APP_READ)
    @Transactional
    public PushHookView get(UUID appId) {
        PushHook hook = PushHook.ofApp(appId).orElseThrow(PushHookResource::none);
        return new PushHookView(url(hook), hook.createdAt, hook.lastAt, hook.lastOutcome);
    }

    /** Makes the hook, or makes it anew: the address and secret before are void. */
    @POST
    @Path("/apps/{appId}/push-hook")
    @Needs(Permission.APP_CHANGE)
    @Transactional
    @APIResponseSchema(value = MadePushHook.class, responseCode = "201")
    public Response make(UUID appId) {
        App app = App.locked(appId).filter(found -> !found.deleting).orElseThrow(Problem::notFound);
        PushHook.Made made = PushHook.make(app, vault, clock.instant());
        return Response.status(Response.Status.CREATED)
                .entity(new MadePushHook(url(made.row()), made.secret().reveal(), made.row().createdAt))
                .build();
    }

    @DELETE
    @Path("/apps/{appId}/push-hook")
    @Needs(Permission.APP_CHANGE)
    @Transactional
    @APIResponse(responseCode = "204", description = "Done")
    public void remove(UUID appId) {
        if (PushHook.delete("appId", appId) == 0) {
            throw none();
        }
    }

    /** For GitHub, GitLab, Gitea and Bitbucket; the signature is what proves the caller. */
    @POST
    @Path("/hooks/{hookId}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Permission.OPEN)
    @RequestBody(
            required = true,
            description = "As the git host sends it, with its signature in a header",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(type = SchemaType.OBJECT),
                            example =
                                    "{\"ref\":\"refs/heads/main\",\"after\":\"9fceb02d0ae598e95dc970b74767f19372d61af8\"}"))
    public PushHooks.Outcome take(UUID hookId, @Context HttpHeaders headers, InputStream body) throws IOException {
        byte[] bytes = body.readAllBytes();
        return DataScope.asPlatform(() -> hooks.take(hookId, headers::getHeaderString, bytes));
    }

    private String url(PushHook hook) {
        return platform.publicUrl() + "/api/v1/hooks/" + hook.id;
    }

    private static Problem none() {
        return new Problem(Problem.Kind.NOT_FOUND, "the app has no push hook; make one with a POST");
    }
}
