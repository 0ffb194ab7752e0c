package dev.slipway.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.identity.Permission;
import dev.slipway.registry.RegistryError.Code;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tags and referrers, page by page; distribution-spec, "Listing Tags" and "Listing Referrers". */
@ApplicationScoped
class ListDoors implements Door.Set {

    /** A page when the client names no number, and the most it gets. */
    private static final int PAGE = 1_000;

    private final Manifests manifests;
    private final Referrers referrers;
    private final ObjectMapper json;

    ListDoors(Manifests manifests, Referrers referrers, ObjectMapper json) {
        this.manifests = manifests;
        this.referrers = referrers;
        this.json = json;
    }

    @Override
    public List<Door> doors() {
        return List.of(
                new Door("GET", "/v2/{repository}/tags/list", Permission.REGISTRY_READ, this::tags),
                new Door("GET", "/v2/{repository}/referrers/{digest}", Permission.REGISTRY_READ, this::referrers));
    }

    private Answer tags(Call call) throws IOException {
        int wanted = Math.min(PAGE, number(call));
        List<String> found =
                manifests.tags(call.access().name(), call.query("last").orElse(""), wanted + 1);
        List<String> page = found.subList(0, Math.min(wanted, found.size()));
        ObjectNode body = json.createObjectNode();
        body.put("name", call.access().name().text());
        ArrayNode tags = body.putArray("tags");
        page.forEach(tags::add);
        Answer answer = Answer.of(200, Answer.JSON, json.writeValueAsBytes(body));
        return found.size() > wanted && wanted > 0
                ? answer.with("Link", next(call.place("/tags/list?n=" + wanted), page.getLast()))
                : answer;
    }

    private static int number(Call call) {
        String text = call.query("n").orElse(String.valueOf(PAGE));
        if (!text.matches("\\d{1,9}")) {
            throw new RegistryError(Code.SIZE_INVALID, "n is not a number of entries; give one from 0 to " + PAGE);
        }
        return Integer.parseInt(text);
    }

    /** An index, empty when nothing refers: that the repository or its subject is not there is no error here. */
    private Answer referrers(Call call) throws IOException {
        Digest subject = Digest.require(call.variable("digest"));
        @Nullable String type = call.query("artifactType").orElse(null);
        Referrers.Page page = referrers.of(
                call.access().name(), subject, type, call.query("last").orElse(""));
        ObjectNode body = json.createObjectNode();
        body.put("schemaVersion", 2);
        body.put("mediaType", ManifestDocument.OCI_INDEX);
        body.set("manifests", page.descriptors());
        Answer answer = Answer.of(200, ManifestDocument.OCI_INDEX, json.writeValueAsBytes(body));
        if (type != null) {
            answer = answer.with("OCI-Filters-Applied", "artifactType");
        }
        String filter = type == null ? "?" : "?artifactType=" + encoded(type) + "&";
        return page.next() == null
                ? answer
                : answer.with(
                        "Link",
                        "<" + call.place("/referrers/" + subject + filter + "last=" + encoded(page.next()))
                                + ">; rel=\"next\"");
    }

    private static String next(String place, String last) {
        return "<" + place + "&last=" + encoded(last) + ">; rel=\"next\"";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
