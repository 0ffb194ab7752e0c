package dev.slipway.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.cli.api.Client;
import dev.slipway.cli.api.Json;
import dev.slipway.cli.api.Lines;
import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.output.Printer;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Output of an app. */
@Command(name = "logs", description = "Print what an app's instances have written, and with -f what they write.")
final class LogsCommand implements Callable<Integer> {

    private final Session session;

    @Mixin
    private OfApp app = new OfApp();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what comes.")
    private boolean follow;

    @Option(
            names = {"-n", "--tail"},
            paramLabel = "N",
            defaultValue = "200",
            description = "The newest N lines (default: ${DEFAULT-VALUE}).")
    private int tail;

    @Nullable
    @Option(
            names = "--since",
            paramLabel = "WHEN",
            description =
                    "All lines since a moment: an age like 90s, 15m, 2h, 1d, or a time like 2026-01-31T12:00:00Z.")
    private String since;

    @Option(
            names = {"-t", "--timestamps"},
            description = "Say when each line was written.")
    private boolean timestamps;

    LogsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String path = app.path(session);
        ObjectNode from = Json.object().put("tail", tail);
        if (since != null) {
            from.put("since", Moment.parse(since, session.now()).toString());
        }
        if (follow) {
            new Lines(session.client(), path, "logs").follow(from, this::print);
        } else {
            readAll(path + "/logs", from);
        }
        return ExitCode.OK.number();
    }

    /** Since a moment nothing may be left out, so page after page is read; the newest lines fit into one. */
    private void readAll(String path, ObjectNode from) {
        String begin = Client.with(path, "tail", since == null ? String.valueOf(tail) : "2000");
        if (since != null) {
            begin = Client.with(begin, "since", Json.text(from, "since"));
        }
        String next = begin;
        while (!next.isEmpty()) {
            JsonNode page = session.client().get(next);
            page.path("items").forEach(this::print);
            String cursor = Json.text(page, "next");
            boolean more = since != null && !page.path("items").isEmpty() && !cursor.isEmpty();
            next = more ? Client.with(begin, "after", cursor) : "";
        }
    }

    private void print(JsonNode line) {
        Printer printer = session.printer();
        if (printer.isJson()) {
            printer.line(line.toString());
        } else {
            String text = Printer.harmless(Json.text(line, "text"));
            printer.line(timestamps ? printer.style().faint(Json.text(line, "at")) + " " + text : text);
        }
    }
}
