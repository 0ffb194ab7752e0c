package dev.slipway.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.cli.api.Json;
import dev.slipway.cli.output.Column;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tokens of one's own account. */
@Command(name = "tokens", description = "Tokens of one's own account.", synopsisSubcommandLabel = "COMMAND")
final class TokensCommand extends Group {

    private final Session session;

    TokensCommand(Session session) {
        this.session = session;
    }

    @Command(name = "list", description = "List them.")
    void list() {
        session.printer()
                .list(
                        session.client().all("/tokens"),
                        Column.of("ID", "id"),
                        Column.of("NAME", "name"),
                        Column.of("ENDS", "expiresAt"),
                        Column.age("USED", "lastUsedAt", session.now()),
                        new Column("PERMISSIONS", TokensCommand::permissions));
    }

    @Command(name = "create", description = "Make one and print it; it is shown this once.")
    void create(
            @Parameters(paramLabel = "NAME", description = "What it is for.") String name,
            @Option(
                            names = "--days",
                            paramLabel = "N",
                            defaultValue = "90",
                            description = "Until it ends (default: ${DEFAULT-VALUE}).")
                    int days,
            @Option(
                            names = "--permission",
                            paramLabel = "WORD",
                            description = "Like app-deploy; give it again for more.")
                    List<String> permissions,
            @Option(names = "--whole-account", description = "For all teams of the account, not only --team.")
                    boolean wholeAccount,
            @Mixin OfTeam team) {
        ObjectNode order = Json.object().put("name", name).put("days", days);
        if (!wholeAccount) {
            order.put("teamId", Json.text(session.names().team(team.name(session)), "id"));
        }
        if (permissions != null) {
            permissions.forEach(order.putArray("permissions")::add);
        }
        JsonNode issued = session.client().post("/tokens", order);
        if (session.printer().isJson()) {
            session.printer().line(Json.pretty(issued));
        } else {
            session.printer().note("token \"" + name + "\" ends at " + Json.text(issued, "expiresAt"));
            session.printer().line(Json.text(issued, "token"));
        }
    }

    @Command(name = "revoke", description = "Make one worthless.")
    void revoke(@Parameters(paramLabel = "ID", description = "Its id.") String id) {
        session.client().delete("/tokens/" + id);
        session.printer().note("revoked " + id);
    }

    private static String permissions(JsonNode token) {
        return token.path("permissions").isArray()
                ? token.path("permissions").toString().replaceAll("[\\[\\]\"]", "")
                : "all";
    }
}
