package dev.slipway.host.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Json;
import dev.slipway.host.image.Reference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code /v2/NAME/tags/list}, page by page. */
final class TagsEndpoint {
    private static final int PAGE = 1000;
    private static final int MAX_TAGS = 10_000;
    private static final int MAX_BYTES = 1 << 20;
    private static final Pattern NEXT = Pattern.compile("<[^>]*[?&]last=([^&>]+)[^>]*>\\s*;\\s*rel=\"?next\"?.*");
    private static final Pattern TAG = Pattern.compile("\\w[\\w.-]{0,127}");

    private final Session session;
    private final Reference reference;

    TagsEndpoint(Session session, Reference reference) {
        this.session = session;
        this.reference = reference;
    }

    List<String> all() throws IOException {
        List<String> tags = new ArrayList<>();
        String last = "";
        do {
            String path =
                    "/v2/" + reference.repository() + "/tags/list?n=" + PAGE + (last.isEmpty() ? "" : "&last=" + last);
            last = page(path, tags);
        } while (!last.isEmpty());
        return tags;
    }

    /** Adds a page; from where the next one goes on, "" at the end. Only that is taken of the registry's address for it. */
    private String page(String path, List<String> tags) throws IOException {
        try (Transport.Answer answer = session.send(path, request -> request.GET())) {
            if (!answer.successful()) {
                throw RegistryError.read(answer).about(reference, "pull");
            }
            for (JsonNode tag : Json.mapper().readTree(answer.bytes(MAX_BYTES)).path("tags")) {
                if (!TAG.matcher(tag.asText()).matches()) {
                    throw EngineException.invalid("registry '" + reference.host() + "' lists a tag that is none");
                }
                tags.add(tag.asText());
            }
            if (tags.size() > MAX_TAGS) {
                throw EngineException.invalid("'" + reference.familiarName() + "' has more than " + MAX_TAGS
                        + " tags: pull those that are needed by name");
            }
            Matcher next = NEXT.matcher(answer.header("Link"));
            return next.matches() && !path.endsWith("last=" + next.group(1)) ? next.group(1) : "";
        }
    }
}
