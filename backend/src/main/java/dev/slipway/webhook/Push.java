package dev.slipway.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a git host tells.
 *
 * @param branches that have a new commit; none for tags, deletions and every event but a push
 * @param defaultBranch of the repository, empty when the host does not say
 */
record Push(List<String> branches, String defaultBranch) {

    private static final String HEADS = "refs/heads/";

    /** GitHub and Gitea, GitLab, Bitbucket. Requests to merge, also from forks, are none of them and build nothing. */
    private static final Set<String> EVENTS = Set.of("push", "Push Hook", "repo:push");

    static Push of(String event, JsonNode body) {
        if (!EVENTS.contains(event)) {
            return new Push(List.of(), "");
        }
        return body.has("ref") ? ofOneRef(body) : ofBitbucket(body);
    }

    /** GitHub, Gitea and GitLab tell one push per branch. */
    private static Push ofOneRef(JsonNode body) {
        String ref = body.path("ref").asText();
        boolean gone = body.path("after").asText().matches("0{40,64}");
        List<String> branches = ref.startsWith(HEADS) && !gone ? List.of(ref.substring(HEADS.length())) : List.of();
        String gitlab = body.path("project").path("default_branch").asText();
        return new Push(
                branches,
                gitlab.isEmpty()
                        ? body.path("repository").path("default_branch").asText()
                        : gitlab);
    }

    /** Bitbucket tells all at once, and nothing new of a branch that was deleted. */
    private static Push ofBitbucket(JsonNode body) {
        List<String> branches = new ArrayList<>();
        body.path("push").path("changes").forEach(change -> {
            JsonNode now = change.path("new");
            if (now.path("type").asText().equals("branch")) {
                branches.add(now.path("name").asText());
            }
        });
        return new Push(
                branches,
                body.path("repository").path("mainbranch").path("name").asText());
    }
}
