package dev.slipway.e2e.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Stands between the console and the API and puts HTML that would run a script into every text of every answer, as if each had been
 * stored without a check: names, messages, addresses. Changes are refused, with the same in the reason.
 */
final class Poison {
    /** Breaks out of an attribute, an element, a text area and a script. */
    static final String HTML = "\"'></textarea></script><img src=x onerror=\"window.__stored=1\">"
            + "<script>window.__stored=2</script><svg onload=window.__stored=3>";

    /** How long an answer may take on a machine that has much else to do. */
    static final double LONGEST_MILLIS = 120_000;

    static final String ADDRESS = "javascript:window.__stored=4//";

    /** Words the console decides by, none of which somebody else writes. */
    private static final Set<String> DECIDED =
            Set.of("status", "role", "roles", "permissions", "type", "kind", "state", "stage", "stream", "instance");

    private static final Pattern MACHINES = Pattern.compile("[0-9a-f]{8}-[0-9a-f-]{27}|\\d{4}-\\d\\d-\\d\\dT.*");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final AtomicInteger poisoned = new AtomicInteger();

    /** From now on for a page. */
    static Poison into(Page page) {
        Poison poison = new Poison();
        page.route("**/api/v1/**", poison::answer);
        return poison;
    }

    /** Texts that were changed until now. */
    int poisoned() {
        return poisoned.get();
    }

    private void answer(Route route) {
        String verb = route.request().method();
        if (route.request().url().contains("/events")) {
            route.resume();
        } else if (!verb.equals("GET")) {
            ObjectNode refusal = JSON.createObjectNode()
                    .put("status", 409)
                    .put("title", HTML)
                    .put("detail", HTML);
            route.fulfill(new Route.FulfillOptions()
                    .setStatus(409)
                    .setContentType("application/problem+json")
                    .setBody(refusal.toString()));
        } else {
            APIResponse answer = route.fetch(new Route.FetchOptions().setTimeout(LONGEST_MILLIS));
            route.fulfill(new Route.FulfillOptions().setResponse(answer).setBody(body(answer.text())));
        }
    }

    private String body(String text) {
        try {
            return String.valueOf(changed("", JSON.readTree(text)));
        } catch (JsonProcessingException notJson) {
            return text;
        }
    }

    private JsonNode changed(String name, JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                ObjectNode fresh = JSON.createObjectNode();
                for (Map.Entry<String, JsonNode> field : object.properties()) {
                    fresh.set(field.getKey(), changed(field.getKey(), field.getValue()));
                }
                yield fresh;
            }
            case ArrayNode array -> {
                ArrayNode fresh = JSON.createArrayNode();
                array.forEach(each -> fresh.add(changed(name, each)));
                yield fresh;
            }
            case TextNode text
            when !DECIDED.contains(name) && !MACHINES.matcher(text.asText()).matches() -> {
                poisoned.incrementAndGet();
                boolean address = text.asText().matches("[a-z]+://.*");
                yield JsonNodeFactory.instance.textNode((address ? ADDRESS : "") + text.asText() + HTML);
            }
            default -> node;
        };
    }
}
