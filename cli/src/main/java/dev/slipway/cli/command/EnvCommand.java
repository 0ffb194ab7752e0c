package dev.slipway.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.cli.api.Client;
import dev.slipway.cli.api.Json;
import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.base.Failure;
import dev.slipway.cli.output.Column;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Variables of an app. A change makes a new release of what runs. */
@Command(name = "env", description = "Variables and secrets of an app.", synopsisSubcommandLabel = "COMMAND")
final class EnvCommand extends Group {

    /** What an app may have in all, and more. */
    private static final int MOST_BYTES = 1024 * 1024;

    private final Session session;

    EnvCommand(Session session) {
        this.session = session;
    }

    @Command(name = "list", description = "List them; secrets have no value to show.")
    void list(@Mixin OfApp app) {
        List<JsonNode> variables = new ArrayList<>();
        session.client()
                .get(app.path(session) + "/environment")
                .path("variables")
                .forEach(variables::add);
        session.printer()
                .list(
                        variables,
                        Column.of("NAME", "name"),
                        new Column(
                                "VALUE", row -> row.path("secret").asBoolean() ? "(secret)" : Json.text(row, "value")));
    }

    @Command(
            name = "set",
            description = {
                "Set variables, written as NAME=VALUE.",
                "With --secret give names alone: the values are read from standard input, a line each, so that they"
                        + " appear neither in the list of processes nor in the shell's history."
            })
    void set(
            @Parameters(arity = "1..*", paramLabel = "NAME[=VALUE]", description = "The variables.") List<String> pairs,
            @Option(names = "--secret", description = "Never show the values again.") boolean secret,
            @Mixin OfApp app) {
        List<Assignment> assignments = secret
                ? secrets(pairs)
                : pairs.stream().map(pair -> Assignment.parse(pair, false)).toList();
        change(app, variables -> assignments.forEach(one -> variables.put(one.name(), one.json())));
    }

    @Command(name = "unset", description = "Remove variables.")
    void unset(
            @Parameters(arity = "1..*", paramLabel = "NAME", description = "Their names.") List<String> names,
            @Mixin OfApp app) {
        change(
                app,
                variables -> names.forEach(name -> {
                    if (variables.remove(name) == null) {
                        throw new Failure(ExitCode.UNKNOWN, "the app has no variable \"" + name + "\"");
                    }
                }));
    }

    @Command(name = "import", description = "Set all variables of a .env file, or of standard input for \"-\".")
    void importFile(
            @Parameters(paramLabel = "FILE", description = "Lines of NAME=value; # begins a comment.") String file,
            @Option(names = "--secret", description = "Never show the values again.") boolean secret,
            @Option(names = "--replace", description = "Remove the variables that are not in the file.")
                    boolean replace,
            @Mixin OfApp app) {
        List<Assignment> assignments = DotEnv.parse(read(file), secret);
        change(app, variables -> {
            if (replace) {
                variables.clear();
            }
            assignments.forEach(one -> variables.put(one.name(), one.json()));
        });
    }

    /** Reads all, changes some, writes all; the server refuses when somebody else was faster and it can tell. */
    private void change(OfApp app, Consumer<Map<String, ObjectNode>> change) {
        String path = app.path(session) + "/environment";
        Client.Answer before = session.client().send("GET", path, null);
        Map<String, ObjectNode> variables = new LinkedHashMap<>();
        before.body().path("variables").forEach(row -> variables.put(Json.text(row, "name"), row.deepCopy()));
        change.accept(variables);
        ObjectNode order = Json.object();
        ArrayNode all = order.putArray("variables");
        variables.values().forEach(all::add);
        String[] condition =
                before.etag().map(tag -> new String[] {"If-Match", tag}).orElse(new String[0]);
        JsonNode after = session.client().send("PUT", path, order, condition).body();
        session.printer().note("variables are at version " + Json.text(after, "version"));
    }

    private List<Assignment> secrets(List<String> names) {
        names.forEach(name -> {
            if (name.contains("=")) {
                throw new Failure(
                        ExitCode.USAGE,
                        "a secret's value has no place on the command line; give its name alone and the value on standard"
                                + " input");
            }
        });
        List<String> values = read("-").lines().toList();
        if (values.size() != names.size()) {
            throw new Failure(
                    ExitCode.USAGE,
                    names.size() + " secrets were named and " + values.size() + " lines came on standard input");
        }
        List<Assignment> secrets = new ArrayList<>();
        for (int at = 0; at < names.size(); at++) {
            secrets.add(new Assignment(names.get(at), values.get(at), true));
        }
        return secrets;
    }

    private String read(String file) {
        try {
            byte[] bytes =
                    file.equals("-") ? session.around().in().readNBytes(MOST_BYTES) : Files.readAllBytes(Path.of(file));
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new Failure(ExitCode.FILE, "cannot read \"" + file + "\": " + unreadable.getMessage());
        }
    }
}
