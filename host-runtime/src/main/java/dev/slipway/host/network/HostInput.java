package dev.slipway.host.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.base.Json;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The host's own rules for what comes to it, such as ufw's or firewalld's: whether there are any that refuse. Tables of
 * engines do not count, they speak of containers only. Reads the schema of libnftables-json(5).
 */
final class HostInput {
    private final Nft nft;

    HostInput(Nft nft) {
        this.nft = nft;
    }

    /** Whether a chain at the input hook drops by policy, or it or one that it leads to has a rule that drops or rejects. */
    boolean filters() {
        return filters(Json.read(nft.list(), ObjectNode.class).path("nftables"));
    }

    static boolean filters(JsonNode ruleset) {
        Set<String> refusing = new HashSet<>();
        Map<String, Set<String>> leads = new HashMap<>();
        Deque<String> open = new ArrayDeque<>();
        for (JsonNode entry : ruleset) {
            JsonNode chain = entry.path("chain");
            if (chain.path("hook").asText().equals("input") && !ours(chain)) {
                open.add(name(chain, chain.path("name").asText()));
                if (chain.path("policy").asText().equals("drop")) {
                    return true;
                }
            }
            note(entry.path("rule"), refusing, leads);
        }
        Set<String> seen = new HashSet<>();
        while (!open.isEmpty()) {
            String chain = open.pop();
            if (refusing.contains(chain)) {
                return true;
            }
            if (seen.add(chain)) {
                open.addAll(leads.getOrDefault(chain, Set.of()));
            }
        }
        return false;
    }

    private static boolean ours(JsonNode chain) {
        return chain.path("table").asText().startsWith(Ruleset.TABLE_PREFIX);
    }

    /** What a rule says, at any depth: verdicts stand in maps, too. */
    private static void note(JsonNode rule, Set<String> refusing, Map<String, Set<String>> leads) {
        String chain = name(rule, rule.path("chain").asText());
        JsonNode said = rule.path("expr");
        if (!said.findParents("drop").isEmpty() || !said.findParents("reject").isEmpty()) {
            refusing.add(chain);
        }
        for (String verdict : Set.of("jump", "goto")) {
            for (JsonNode target : said.findValues(verdict)) {
                leads.computeIfAbsent(chain, c -> new HashSet<>())
                        .add(name(rule, target.path("target").asText()));
            }
        }
    }

    private static String name(JsonNode entry, String chain) {
        return entry.path("family").asText() + " " + entry.path("table").asText() + " " + chain;
    }
}
