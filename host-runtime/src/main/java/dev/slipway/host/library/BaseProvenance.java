package dev.slipway.host.library;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.base.Json;
import dev.slipway.host.image.Digests;
import dev.slipway.host.image.Reference;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * How a base image was made from packages: an in-toto statement (in-toto/attestation, v1) with SLSA's provenance predicate
 * (slsa.dev/provenance/v1). The packages are not listed one by one: the archive's indexes name them all by digest, and the bill of
 * materials says which are in.
 */
final class BaseProvenance {
    private static final String STATEMENT = "https://in-toto.io/Statement/v1";
    private static final String PREDICATE = "https://slsa.dev/provenance/v1";
    private static final String BUILD_TYPE = "https://slipway.dev/build/packages/v1";
    private static final String BUILDER = "https://slipway.dev/engine";
    private static final String SHA256 = "sha256";

    private BaseProvenance() {}

    static byte[] write(Reference name, String image, PackagedBases.Origin origin, Instant finished) {
        ObjectNode statement = Json.mapper().createObjectNode();
        statement.put("_type", STATEMENT);
        ObjectNode subject = statement.putArray("subject").addObject();
        subject.put("name", name.familiar());
        subject.putObject("digest").put(SHA256, Digests.hex(image));
        statement.put("predicateType", PREDICATE);
        ObjectNode predicate = statement.putObject("predicate");
        ObjectNode definition = predicate.putObject("buildDefinition");
        definition.put("buildType", BUILD_TYPE);
        definition.putObject("externalParameters").put("name", name.familiar());
        definition
                .putObject("internalParameters")
                .put("SOURCE_DATE_EPOCH", origin.date().getEpochSecond());
        ArrayNode dependencies = definition.putArray("resolvedDependencies");
        origin.indexes().forEach((address, digest) -> {
            ObjectNode index = dependencies.addObject().put("uri", address);
            index.putObject("digest").put(SHA256, digest);
        });
        ObjectNode run = predicate.putObject("runDetails");
        run.putObject("builder").put("id", BUILDER);
        run.putObject("metadata").put("finishedOn", finished.toString());
        return statement.toString().getBytes(StandardCharsets.UTF_8);
    }
}
