package dev.slipway.webhook;

import dev.slipway.tenancy.Owned;
import dev.slipway.tenancy.TeamOf;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** Webhooks belong to a team as a whole. */
@ApplicationScoped
class WebhookOwner implements TeamOf {

    @Override
    public String parameter() {
        return "webhookId";
    }

    @Override
    public Optional<Owned> ownerOf(UUID id) {
        return Webhook.<Webhook>findByIdOptional(id).map(Webhook::owner);
    }
}
