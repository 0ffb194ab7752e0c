package dev.slipway.host.api.images;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.host.api.http.Query;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.base.Json;
import dev.slipway.host.library.Image;
import java.util.List;

/** The {@code platform} of a request for an image that is here. An image has one: another one is as absent as the image. */
final class WantedPlatform {
    private WantedPlatform() {}

    /** 404 when a platform is asked for that {@code image} does not have. */
    static void check(Query query, Image image, String name) {
        List<String> wanted = query.all("platform").stream()
                .filter(text -> !text.isEmpty() && !text.equals("null"))
                .toList();
        for (String text : wanted) {
            JsonNode platform = parse(text);
            boolean fits = platform.path("os").asText("").equals(image.config().os())
                    && platform.path("architecture")
                            .asText("")
                            .equals(image.config().architecture());
            if (!fits) {
                throw EngineException.notFound(
                        "image with reference " + name + " was found but does not provide the specified platform ("
                                + platform.path("os").asText() + "/"
                                + platform.path("architecture").asText() + ")");
            }
        }
    }

    /** JSON since API 1.48. */
    private static JsonNode parse(String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new EngineException(
                    ErrorKind.INVALID,
                    "invalid platform '" + text + "': must be JSON, like {\"os\":\"linux\",\"architecture\":\"amd64\"}",
                    e);
        }
    }
}
