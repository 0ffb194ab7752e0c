package dev.slipway.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.output.Column;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;

/** Who is signed in. */
@Command(name = "whoami", description = "Who is signed in where, and in which teams.")
final class WhoamiCommand implements Callable<Integer> {

    private final Session session;

    WhoamiCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ObjectNode who = session.names().who().deepCopy();
        who.put("server", session.server().address().toString());
        session.printer()
                .one(
                        who,
                        Column.of("email", "user.email"),
                        Column.of("name", "user.name"),
                        Column.of("server", "server"),
                        new Column("teams", WhoamiCommand::teams));
        return ExitCode.OK.number();
    }

    private static String teams(JsonNode who) {
        return StreamSupport.stream(who.path("teams").spliterator(), false)
                .map(team -> Column.text(team, "slug") + " (" + Column.text(team, "role") + ")")
                .collect(Collectors.joining(", "));
    }
}
