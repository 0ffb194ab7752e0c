package dev.slipway.host.build;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.base.Json;
import dev.slipway.host.image.Digests;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.TreeSet;

/**
 * How an image was built: an in-toto statement (in-toto/attestation, v1) with SLSA's provenance predicate (slsa.dev/provenance/v1).
 * Values of build arguments and secrets are not in it, only their names: it is read by more people than may build.
 */
final class Provenance {
    private static final String STATEMENT = "https://in-toto.io/Statement/v1";
    private static final String PREDICATE = "https://slsa.dev/provenance/v1";
    private static final String BUILD_TYPE = "https://slipway.dev/build/dockerfile/v1";
    private static final String BUILDER = "https://slipway.dev/engine";

    private Provenance() {}

    /**
     * Writes the statement.
     *
     * @param invocation the build's own id
     * @param dockerfile text of the Dockerfile
     */
    static byte[] write(
            Builder.Request request,
            String invocation,
            String dockerfile,
            Materials materials,
            String image,
            Instant started,
            Instant finished) {
        ObjectNode statement = Json.mapper().createObjectNode();
        statement.put("_type", STATEMENT);
        ObjectNode subject = statement.putArray("subject").addObject();
        subject.put("name", request.tags().isEmpty() ? image : request.tags().getFirst());
        subject.putObject("digest").put("sha256", Digests.hex(image));
        statement.put("predicateType", PREDICATE);
        ObjectNode predicate = statement.putObject("predicate");
        definition(predicate.putObject("buildDefinition"), request, dockerfile, materials);
        ObjectNode run = predicate.putObject("runDetails");
        run.putObject("builder").put("id", BUILDER);
        run.putObject("metadata")
                .put("invocationId", invocation)
                .put("startedOn", started.toString())
                .put("finishedOn", finished.toString());
        return statement.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void definition(
            ObjectNode definition, Builder.Request request, String dockerfile, Materials materials) {
        definition.put("buildType", BUILD_TYPE);
        ObjectNode parameters = definition.putObject("externalParameters");
        parameters.put("dockerfile", request.dockerfile());
        if (request.target() != null) {
            parameters.put("target", request.target());
        }
        if (request.platform() != null) {
            parameters.put("platform", request.platform());
        }
        ArrayNode arguments = parameters.putArray("buildArguments");
        new TreeSet<>(request.buildArgs().keySet()).forEach(arguments::add);
        ObjectNode labels = parameters.putObject("labels");
        request.labels().forEach(labels::put);
        ArrayNode dependencies = definition.putArray("resolvedDependencies");
        ObjectNode file = dependencies.addObject().put("uri", "dockerfile://" + request.dockerfile());
        file.putObject("digest").put("sha256", Digests.hex(Digests.of(dockerfile.getBytes(StandardCharsets.UTF_8))));
        materials.to(dependencies);
    }
}
