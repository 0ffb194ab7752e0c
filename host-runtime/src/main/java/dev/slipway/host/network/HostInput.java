package dev.slipway.host.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.base.Json;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The host's own rules for what comes to it, such as ufw's or firewalld's: whether there are any that refuse. Tables of
 * engines do not count, they speak of containers only.
 */
final class HostInput {
    private final Nft nft;

    HostInput(Nft nft) {
        this.nft = nft;
    }

    /** Whether a chain at the input hook drops by policy, or some rule of its table drops or rejects. */
    boolean filters() {
        String listing = nft.list();
        return filters(Json.read(listing, ObjectNode.class).path("nftables"));
    }

    static boolean filters(JsonNode ruleset) {
        Set<String> hooked = new HashSet<>();
        Map<String, Boolean> refusing = new HashMap<>();
        for (JsonNode entry : ruleset) {
            JsonNode chain = entry.path("chain");
            if (chain.path("hook").asText().equals("input") && !ours(chain)) {
                if (chain.path("policy").asText().equals("drop")) {
                    return true;
                }
                hooked.add(table(chain));
            }
            JsonNode rule = entry.path("rule");
            for (JsonNode statement : rule.path("expr")) {
                if (statement.has("drop") || statement.has("reject")) {
                    refusing.put(table(rule), true);
                }
            }
        }
        return hooked.stream().anyMatch(refusing::containsKey);
    }

    private static boolean ours(JsonNode chain) {
        return chain.path("table").asText().startsWith(Ruleset.TABLE_PREFIX);
    }

    private static String table(JsonNode entry) {
        return entry.path("family").asText() + " " + entry.path("table").asText();
    }
}
