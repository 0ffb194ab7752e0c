package dev.slipway.build;

import dev.slipway.engine.Engine;
import dev.slipway.engine.EngineFailure;
import dev.slipway.engine.Paper;
import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** What a build's image is made of, and how it was built: documents for other tools, as the engine wrote them. */
@Path("/api/v1")
@RunOnVirtualThread
public class PapersResource {

    private final Engine engine;
    private final BuildLedger ledger;

    PapersResource(Engine engine, BuildLedger ledger) {
        this.engine = engine;
        this.ledger = ledger;
    }

    /** CycloneDX 1.6. */
    @GET
    @Path("/builds/{buildId}/sbom")
    @Needs(Permission.APP_READ)
    @APIResponse(
            responseCode = "200",
            description = "CycloneDX 1.6",
            content =
                    @Content(
                            mediaType = "application/vnd.cyclonedx+json",
                            schema = @Schema(type = SchemaType.OBJECT),
                            example = "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"}"))
    public Response sbom(UUID buildId) {
        return paper(buildId, Paper.SBOM);
    }

    /** An in-toto statement with SLSA's provenance predicate. */
    @GET
    @Path("/builds/{buildId}/provenance")
    @Needs(Permission.APP_READ)
    @APIResponse(
            responseCode = "200",
            description = "A statement of in-toto",
            content =
                    @Content(
                            mediaType = "application/vnd.in-toto+json",
                            schema = @Schema(type = SchemaType.OBJECT),
                            example = "{\"_type\":\"https://in-toto.io/Statement/v1\"}"))
    public Response provenance(UUID buildId) {
        return paper(buildId, Paper.PROVENANCE);
    }

    private Response paper(UUID buildId, Paper paper) {
        BuildLedger.Made made = ledger.made(buildId).orElseThrow(Problem::notFound);
        String image = made.image();
        if (image == null) {
            throw new Problem(Problem.Kind.CONFLICT, "the build has no image; only one that succeeded has");
        }
        try {
            String name = "build-" + made.number() + "." + paper.word() + ".json";
            return Response.ok(engine.paper(made.team(), image, paper))
                    .type(paper.mediaType())
                    .header("Content-Disposition", "attachment; filename=\"" + name + "\"")
                    .build();
        } catch (EngineFailure failure) {
            throw new Problem(
                    failure.unreachable() ? Problem.Kind.UNAVAILABLE : Problem.Kind.CONFLICT,
                    String.valueOf(failure.getMessage()));
        }
    }
}
