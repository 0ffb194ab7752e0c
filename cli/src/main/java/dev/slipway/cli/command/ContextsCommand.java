package dev.slipway.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.cli.api.Json;
import dev.slipway.cli.context.Contexts;
import dev.slipway.cli.context.Server;
import dev.slipway.cli.output.Column;
import java.util.List;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Servers that are known. */
@Command(name = "contexts", description = "Servers one is signed in at.", synopsisSubcommandLabel = "COMMAND")
final class ContextsCommand extends Group {

    private final Session session;

    ContextsCommand(Session session) {
        this.session = session;
    }

    @Command(name = "list", description = "List them.")
    void list() {
        Contexts contexts = session.contexts();
        List<JsonNode> rows = new TreeMap<>(contexts.all())
                .entrySet().stream()
                        .map(entry -> row(entry.getKey(), entry.getValue(), contexts.current()))
                        .toList();
        session.printer()
                .list(rows, Column.of("NAME", "name"), Column.of("SERVER", "server"), Column.of("CURRENT", "current"));
    }

    @Command(name = "use", description = "Make one the current one.")
    void use(@Parameters(paramLabel = "NAME", description = "Its name.") String name) {
        session.contexts().use(name);
        session.printer().note("now using \"" + name + "\"");
    }

    private static JsonNode row(String name, Server server, String current) {
        return Json.object()
                .put("name", name)
                .put("server", server.address().toString())
                .put("current", name.equals(current) ? "yes" : "");
    }
}
