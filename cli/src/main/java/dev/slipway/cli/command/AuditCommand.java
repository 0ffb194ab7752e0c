package dev.slipway.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.cli.api.Client;
import dev.slipway.cli.api.Json;
import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.output.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What was done. */
@Command(name = "audit", description = "What was done in a team, newest first.")
final class AuditCommand implements Callable<Integer> {

    private final Session session;

    @Mixin
    private OfTeam team = new OfTeam();

    @Option(names = "--search", paramLabel = "TEXT", defaultValue = "", description = "Only entries with this text.")
    private String search = "";

    @Option(
            names = {"-n", "--tail"},
            paramLabel = "N",
            defaultValue = "50",
            description = "The newest N entries (default: ${DEFAULT-VALUE}).")
    private int most;

    AuditCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String id = Json.text(session.names().team(team.name(session)), "id");
        String path = Client.with("/teams/" + id + "/audit", "search", search);
        List<JsonNode> entries = new ArrayList<>();
        String next = path;
        while (!next.isEmpty() && entries.size() < most) {
            JsonNode page = session.client().get(next);
            page.path("items").forEach(entries::add);
            String before = Json.text(page, "next");
            next = before.isEmpty() ? "" : Client.with(path, "after", before);
        }
        session.printer()
                .list(
                        entries.subList(0, Math.min(most, entries.size())),
                        Column.of("SEQ", "seq"),
                        Column.age("AGE", "at", session.now()),
                        Column.of("WHO", "actor"),
                        Column.of("BY", "credential"),
                        Column.of("ACTION", "action"),
                        Column.of("TARGET", "target"),
                        Column.of("STATUS", "status"));
        return ExitCode.OK.number();
    }
}
