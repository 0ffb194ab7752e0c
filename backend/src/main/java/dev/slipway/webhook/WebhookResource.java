package dev.slipway.webhook;

import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.platform.Cursor;
import dev.slipway.platform.Items;
import dev.slipway.platform.PageQuery;
import dev.slipway.platform.PlainText;
import dev.slipway.platform.Problem;
import dev.slipway.platform.Vault;
import dev.slipway.platform.Words;
import dev.slipway.source.Addresses;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** A team's webhooks and what became of their deliveries. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class WebhookResource {

    /** Each event is written and sent once for each. */
    private static final int MOST = 20;

    private final Vault vault;
    private final Addresses addresses;
    private final Clock clock;

    WebhookResource(Vault vault, Addresses addresses, Clock clock) {
        this.vault = vault;
        this.addresses = addresses;
        this.clock = clock;
    }

    record WebhookRequest(
            @Schema(examples = "https://ci.example.org/slipway") @NotBlank @Size(max = 2000) @PlainText
            String url,

            @Schema(examples = "[\"build.failed\", \"deployment.failed\"]") @NotNull @Size(min = 1, max = 20)
            List<@NotNull String> events) {}

    /** What to change; absent keeps. */
    record WebhookChange(
            @Schema(examples = "https://ci.example.org/slipway") @Nullable @Size(min = 1, max = 2000) @PlainText
            String url,

            @Schema(examples = "[\"build.failed\"]") @Nullable @Size(min = 1, max = 20)
            List<@NotNull String> events,

            @Nullable Boolean active) {}

    record WebhookView(UUID id, String url, List<String> events, boolean active, Instant createdAt) {

        static WebhookView of(Webhook hook) {
            return new WebhookView(hook.id, hook.url, hook.words(), hook.active, hook.createdAt);
        }
    }

    /** The secret is shown once. */
    record MadeWebhook(UUID id, String url, List<String> events, String secret) {}

    record DeliveryView(
            UUID id,
            String event,
            String status,
            int attempts,
            @Nullable Integer answer,
            @Nullable String detail,
            Instant createdAt,
            @Nullable Instant nextAt,
            @Nullable Instant finishedAt,
            String payload) {

        static DeliveryView of(Delivery delivery) {
            return new DeliveryView(
                    delivery.id,
                    delivery.event,
                    Words.of(delivery.status),
                    delivery.attempts,
                    delivery.answer,
                    delivery.detail,
                    delivery.createdAt,
                    delivery.nextAt,
                    delivery.finishedAt,
                    delivery.payload);
        }
    }

    @GET
    @Path("/teams/{teamId}/webhooks")
    @Needs(Permission.WEBHOOKS_MANAGE)
    @Transactional
    public Items<WebhookView> list(UUID teamId, @BeanParam @Valid PageQuery page) {
        return Items.page(Webhook.page(teamId, page), page, WebhookView::of, hook -> Cursor.of(hook.url, hook.id));
    }

    @POST
    @Path("/teams/{teamId}/webhooks")
    @Needs(Permission.WEBHOOKS_MANAGE)
    @Transactional
    @APIResponseSchema(value = MadeWebhook.class, responseCode = "201")
    public Response make(UUID teamId, @Valid @NotNull WebhookRequest request) {
        String url = HookUrl.checked(request.url, addresses);
        if (Webhook.count("teamId", teamId) >= MOST) {
            throw new Problem(Problem.Kind.CONFLICT, "the team has " + MOST + " webhooks already; delete one first");
        }
        Webhook.Made made = Webhook.make(teamId, url, HookEvent.of(request.events), vault, clock.instant());
        return Response.status(Response.Status.CREATED)
                .entity(new MadeWebhook(
                        made.row().id,
                        made.row().url,
                        made.row().words(),
                        made.secret().reveal()))
                .build();
    }

    @GET
    @Path("/webhooks/{webhookId}")
    @Needs(Permission.WEBHOOKS_MANAGE)
    @Transactional
    public WebhookView get(UUID webhookId) {
        return WebhookView.of(find(webhookId));
    }

    @PATCH
    @Path("/webhooks/{webhookId}")
    @Needs(Permission.WEBHOOKS_MANAGE)
    @Transactional
    public WebhookView change(UUID webhookId, @Valid @NotNull WebhookChange request) {
        Webhook hook = find(webhookId);
        if (request.url != null) {
            hook.url = HookUrl.checked(request.url, addresses);
        }
        if (request.events != null) {
            hook.events = HookEvent.text(HookEvent.of(request.events));
        }
        if (request.active != null) {
            hook.active = request.active;
        }
        return WebhookView.of(hook);
    }

    @DELETE
    @Path("/webhooks/{webhookId}")
    @Needs(Permission.WEBHOOKS_MANAGE)
    @Transactional
    @APIResponse(responseCode = "204", description = "Done")
    public void remove(UUID webhookId) {
        find(webhookId).delete();
    }

    @GET
    @Path("/webhooks/{webhookId}/deliveries")
    @Needs(Permission.WEBHOOKS_MANAGE)
    @Transactional
    public Items<DeliveryView> deliveries(
            UUID webhookId, @BeanParam @Valid PageQuery page, @QueryParam("status") @Nullable String status) {
        return Items.page(
                Delivery.page(webhookId, page, Words.find(Delivery.Status.class, status, "status")),
                page,
                DeliveryView::of,
                delivery -> Cursor.of(delivery.createdAt, delivery.id));
    }

    /** Sends one again, with the same id. */
    @POST
    @Path("/webhooks/{webhookId}/deliveries/{deliveryId}/attempts")
    @Needs(Permission.WEBHOOKS_MANAGE)
    @Transactional
    @APIResponseSchema(value = DeliveryView.class, responseCode = "202")
    public Response again(UUID webhookId, UUID deliveryId) {
        Delivery delivery = Delivery.<Delivery>findByIdOptional(deliveryId)
                .filter(found -> found.webhookId.equals(webhookId))
                .orElseThrow(Problem::notFound);
        delivery.again(clock.instant());
        return Response.accepted(DeliveryView.of(delivery)).build();
    }

    private static Webhook find(UUID id) {
        return Webhook.<Webhook>findByIdOptional(id).orElseThrow(Problem::notFound);
    }
}
