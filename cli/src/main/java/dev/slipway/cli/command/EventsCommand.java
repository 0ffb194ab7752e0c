package dev.slipway.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.cli.api.Events;
import dev.slipway.cli.api.Json;
import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.output.Printer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Changes as they happen. */
@Command(name = "events", description = "Print what changes in one's teams as it changes.")
final class EventsCommand implements Callable<Integer> {

    private final Session session;

    EventsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Events.follow(session.client(), this::print);
        return ExitCode.OK.number();
    }

    private void print(JsonNode event) {
        Printer printer = session.printer();
        printer.line(
                printer.isJson()
                        ? event.toString()
                        : session.now() + " " + Json.text(event, "kind") + " " + Json.text(event, "id") + " app "
                                + Json.text(event, "appId"));
    }
}
