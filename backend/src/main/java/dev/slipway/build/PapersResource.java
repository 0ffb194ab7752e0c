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
    public Response sbom(UUID buildId) {
        return paper(buildId, Paper.SBOM);
    }

    /** An in-toto statement with SLSA's provenance predicate. */
    @GET
    @Path("/builds/{buildId}/provenance")
    @Needs(Permission.APP_READ)
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
