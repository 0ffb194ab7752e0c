package dev.slipway.host.build;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.host.base.Json;
import dev.slipway.host.image.Reference;
import dev.slipway.host.library.Image;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Images that a Dockerfile names: from the library, or pulled into it. */
final class Bases {
    private static final String HUB_KEY = "https://index.docker.io/v1/";

    private final Workshop workshop;
    private final String tenant;
    private final Builder.Request request;
    private final Materials materials;

    /** @param materials hears of each */
    Bases(Workshop workshop, String tenant, Builder.Request request, Materials materials) {
        this.workshop = workshop;
        this.tenant = tenant;
        this.request = request;
        this.materials = materials;
    }

    /** @param output hears how a pull goes */
    Image get(String name, @Nullable String platform, BuildOutput output) {
        Optional<Image> local =
                request.pull() ? Optional.empty() : workshop.library().find(tenant, name);
        Image image =
                local.orElseGet(() -> workshop.library().pull(tenant, name, auth(name), platform, output::forward));
        materials.image(name, image);
        return image;
    }

    /** The credentials for the name's registry out of the X-Registry-Config header, as an X-Registry-Auth header. */
    @Nullable
    String auth(String name) {
        String config = request.registryConfig();
        if (config == null || config.isEmpty()) {
            return null;
        }
        String host = Reference.parse(name).host();
        JsonNode all = Json.read(decoded(config), JsonNode.class);
        JsonNode own = all.path(host.equals(Reference.DEFAULT_HOST) ? HUB_KEY : host);
        return own.isObject()
                ? Base64.getUrlEncoder().encodeToString(own.toString().getBytes(StandardCharsets.UTF_8))
                : null;
    }

    /** Clients use either alphabet. */
    private static String decoded(String base64) {
        String url = base64.replace('+', '-').replace('/', '_').replace("=", "");
        return new String(Base64.getUrlDecoder().decode(url), StandardCharsets.UTF_8);
    }
}
