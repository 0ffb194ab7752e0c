package dev.slipway.host.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.base.Json;
import dev.slipway.host.image.Reference;
import java.io.IOException;
import java.util.Locale;

/** What a registry answers when it refuses (distribution-spec, error codes), in Docker's words. */
record RegistryError(int status, String code, String message) {
    private static final int MAX_BODY_BYTES = 64 << 10;
    private static final int MAX_MESSAGE_CHARACTERS = 500;

    static RegistryError read(Transport.Answer answer) {
        try {
            JsonNode first = Json.mapper()
                    .readTree(answer.body().readNBytes(MAX_BODY_BYTES))
                    .path("errors")
                    .path(0);
            return new RegistryError(
                    answer.status(),
                    first.path("code").asText(""),
                    first.path("message").asText(""));
        } catch (IOException e) {
            // Not every proxy in front of a registry answers in JSON; the status says enough.
            return new RegistryError(answer.status(), "", "");
        }
    }

    /** @param action "pull" or "push" */
    EngineException about(Reference reference, String action) {
        return switch (status) {
            case 401, 403 -> denied(reference, action);
            case 404 -> code.equals("NAME_UNKNOWN") ? repositoryUnknown(reference) : manifestUnknown(reference);
            case 429 -> new EngineException(ErrorKind.UNAVAILABLE, "toomanyrequests: " + shortMessage());
            default ->
                new EngineException(
                        status / 100 == 5 ? ErrorKind.UNAVAILABLE : ErrorKind.INVALID,
                        "registry '" + reference.host() + "' answered " + status + (code.isEmpty() ? "" : " " + text())
                                + " for '" + reference.familiar() + "'");
        };
    }

    private EngineException denied(Reference reference, String action) {
        String words = action.equals("pull")
                ? "pull access denied for " + reference.familiarName()
                        + ", repository does not exist or may require 'docker login'"
                : "denied: requested access to the resource is denied: " + reference.familiarName();
        return new EngineException(ErrorKind.NOT_FOUND, words + (code.isEmpty() ? "" : ": " + text()));
    }

    private EngineException repositoryUnknown(Reference reference) {
        return EngineException.notFound("repository " + reference.familiarName() + " not found: " + text());
    }

    private EngineException manifestUnknown(Reference reference) {
        String why = code.isEmpty() ? "manifest unknown" : text();
        return EngineException.notFound("manifest for " + reference.familiar() + " not found: " + why);
    }

    /** As Docker writes it: the code in words, a colon, the message. */
    private String text() {
        String words = code.toLowerCase(Locale.ROOT).replace('_', ' ');
        return words + (message.isEmpty() ? "" : ": " + shortMessage());
    }

    private String shortMessage() {
        return message.length() <= MAX_MESSAGE_CHARACTERS ? message : message.substring(0, MAX_MESSAGE_CHARACTERS);
    }
}
