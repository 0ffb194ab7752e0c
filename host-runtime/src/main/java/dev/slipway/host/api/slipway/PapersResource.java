package dev.slipway.host.api.slipway;

import dev.slipway.host.api.http.Call;
import dev.slipway.host.api.http.Resource;
import dev.slipway.host.api.http.Routes;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Json;
import dev.slipway.host.build.Builder;
import java.io.IOException;

/** What an image is made of, and how it was built. */
public final class PapersResource implements Resource {
    private final Builder builder;

    public PapersResource(Builder builder) {
        this.builder = builder;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/slipway/v1/images/{name:.*}/sbom", this::sbom)
                .get("/slipway/v1/images/{name:.*}/provenance", this::provenance);
    }

    private void sbom(Call call) throws IOException {
        call.reply(200, Json.mapper().readTree(builder.sbom(call.tenant(), call.variable("name"))));
    }

    private void provenance(Call call) throws IOException {
        String name = call.variable("name");
        byte[] statement = builder.provenance(call.tenant(), name)
                .orElseThrow(() -> EngineException.notFound(
                        "no provenance of '" + name + "': this engine did not build it for you"));
        call.reply(200, Json.mapper().readTree(statement));
    }
}
