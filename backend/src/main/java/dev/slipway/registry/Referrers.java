package dev.slipway.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.platform.Rows;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What refers to a manifest: signatures, bills of materials, provenance. */
@ApplicationScoped
class Referrers {

    /** Keeps an answer below the specification's 4 MiB with annotations of a few kilobytes each. */
    private static final int PAGE = 200;

    private final Rows rows;
    private final Repositories repositories;
    private final ObjectMapper json;

    Referrers(Rows rows, Repositories repositories, ObjectMapper json) {
        this.rows = rows;
        this.repositories = repositories;
        this.json = json;
    }

    /**
     * Part of the list.
     *
     * @param next digest after which the next part begins, null at the end
     */
    record Page(ArrayNode descriptors, @Nullable String next) {}

    @Transactional
    Page of(RepositoryName name, Digest subject, @Nullable String artifactType, String after) {
        Optional<UUID> repository = repositories.find(name);
        List<ObjectNode> found = repository.isEmpty()
                ? List.of()
                : rows.list(
                        this::descriptor,
                        "select media_type, digest, size, artifact_type, annotations from registry_manifest"
                                + " where repository_id = ? and subject = ? and digest > ?"
                                + " and (?::text is null or artifact_type = ?) order by digest limit " + (PAGE + 1),
                        repository.get(),
                        subject.toString(),
                        after,
                        artifactType,
                        artifactType);
        List<ObjectNode> page = found.subList(0, Math.min(PAGE, found.size()));
        ArrayNode descriptors = json.createArrayNode();
        descriptors.addAll(page);
        return new Page(
                descriptors, found.size() > PAGE ? page.getLast().path("digest").asText() : null);
    }

    private ObjectNode descriptor(ResultSet row) throws SQLException {
        ObjectNode descriptor = json.createObjectNode();
        descriptor.put("mediaType", row.getString(1));
        descriptor.put("digest", row.getString(2));
        descriptor.put("size", row.getLong(3));
        if (row.getString(4) != null) {
            descriptor.put("artifactType", row.getString(4));
        }
        if (row.getString(5) != null) {
            try {
                descriptor.set("annotations", json.readTree(row.getString(5)));
            } catch (JsonProcessingException impossible) {
                throw new IllegalStateException("annotations were written as JSON", impossible);
            }
        }
        return descriptor;
    }
}
