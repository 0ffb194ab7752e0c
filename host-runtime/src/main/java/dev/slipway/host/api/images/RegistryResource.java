package dev.slipway.host.api.images;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.api.http.Call;
import dev.slipway.host.api.http.Documents;
import dev.slipway.host.api.http.Resource;
import dev.slipway.host.api.http.Routes;
import dev.slipway.host.library.Library;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** What only a registry can answer: whether it lets somebody in, and what it has under a name. */
public final class RegistryResource implements Resource {
    private final Library library;

    public RegistryResource(Library library) {
        this.library = library;
    }

    @Override
    public void register(Routes routes) {
        routes.post("/auth", this::login).get("/distribution/{name:.*}/json", this::distribution);
    }

    /** The registry itself decides; nothing is kept here, the client brings the credentials each time. */
    private void login(Call call) throws IOException {
        ObjectNode body = call.json();
        String server = body.path("serveraddress").asText("");
        byte[] document = body.toString().getBytes(StandardCharsets.UTF_8);
        library.login(server, Base64.getUrlEncoder().encodeToString(document));
        call.reply(200, Documents.object().put("Status", "Login Succeeded").put("IdentityToken", ""));
    }

    private void distribution(Call call) throws IOException {
        Library.Distribution there =
                library.distribution(call.variable("name"), call.exchange().header("X-Registry-Auth"));
        call.reply(
                200,
                Map.of(
                        "Descriptor",
                        Documents.object()
                                .put("mediaType", there.descriptor().mediaType())
                                .put("digest", there.descriptor().digest())
                                .put("size", there.descriptor().size()),
                        "Platforms",
                        there.platforms()));
    }
}
