package dev.slipway.host.build.dockerfile;

import dev.slipway.host.build.dockerfile.Instruction.CopyOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes an {@link Instruction} of a logical line, with Docker's own words for what is wrong with it. */
final class InstructionReader {
    private static final Set<String> FROM_FLAGS = Set.of("platform");
    private static final Set<String> RUN_FLAGS = Set.of("mount", "network", "security");
    private static final Set<String> COPY_FLAGS = Set.of("from", "chown", "chmod", "link", "parents", "exclude");
    private static final Set<String> ADD_FLAGS =
            Set.of("chown", "chmod", "link", "exclude", "checksum", "keep-git-dir", "unpack");
    private static final Set<String> NO_FLAGS = Set.of();
    private static final Pattern STAGE_NAME = Pattern.compile("^[a-z][a-z0-9-_.]*$");

    private final LogicalLine line;
    private final char escape;
    private final String name;
    private final String arguments;

    private InstructionReader(LogicalLine line, char escape) {
        this.line = line;
        this.escape = escape;
        String[] parts = line.text().split("[\\t\\f\\r ]+", 2);
        this.name = parts[0].toUpperCase(Locale.ROOT);
        this.arguments = parts.length < 2 ? "" : parts[1].strip();
    }

    static Instruction read(LogicalLine line, char escape) {
        return new InstructionReader(line, escape).read();
    }

    private Instruction read() {
        return switch (name) {
            case "FROM" -> from();
            case "RUN" -> run();
            case "COPY", "ADD" -> copy();
            case "ENV" -> new Instruction.Env(source(), number(), variables());
            case "LABEL" -> new Instruction.Label(source(), number(), variables());
            case "ARG" -> arg();
            case "WORKDIR" -> new Instruction.Workdir(source(), number(), exactlyOne());
            case "USER" -> new Instruction.User(source(), number(), exactlyOne());
            case "EXPOSE" -> expose();
            case "ENTRYPOINT" -> new Instruction.Entrypoint(source(), number(), command(bare()));
            case "CMD" -> new Instruction.Cmd(source(), number(), command(bare()));
            case "VOLUME" -> volume();
            case "SHELL" -> shell();
            case "HEALTHCHECK" -> HealthReader.read(line, arguments, escape);
            case "STOPSIGNAL" -> new Instruction.StopSignal(source(), number(), exactlyOne());
            case "ONBUILD" -> onBuild();
            case "MAINTAINER" -> new Instruction.Maintainer(source(), number(), exactlyOne());
            default ->
                throw error("unknown instruction: " + line.text().split("[\\t\\f\\r ]+", 2)[0] + Suggestion.of(name));
        };
    }

    private Instruction from() {
        Flags flags = flags(FROM_FLAGS);
        List<String> words = Words.split(flags.rest(), escape);
        boolean named = words.size() == 3 && words.get(1).equalsIgnoreCase("as");
        if (words.size() != 1 && !named) {
            throw error("FROM requires either one or three arguments");
        }
        String stage = named ? words.get(2).toLowerCase(Locale.ROOT) : null;
        if (stage != null && !STAGE_NAME.matcher(stage).matches()) {
            throw error("invalid name for build stage: \"" + words.get(2)
                    + "\", name can't start with a number or contain symbols");
        }
        return new Instruction.From(source(), number(), words.getFirst(), flags.orNull("platform"), stage);
    }

    private Instruction run() {
        Flags flags = flags(RUN_FLAGS);
        if (flags.rest().isEmpty()) {
            throw error("RUN requires at least one argument");
        }
        return new Instruction.Run(
                source(),
                number(),
                command(flags.rest()),
                line.heredocs(),
                flags.all("mount"),
                flags.orNull("network"),
                flags.orNull("security"));
    }

    private Instruction copy() {
        boolean add = name.equals("ADD");
        Flags flags = flags(add ? ADD_FLAGS : COPY_FLAGS);
        List<String> words = JsonForm.read(number(), flags.rest()).orElseGet(() -> Words.split(flags.rest(), escape));
        if (words.isEmpty()) {
            throw error(name + " requires at least two arguments, but no arguments were provided."
                    + " Source and destination could not be determined");
        }
        if (words.size() == 1) {
            throw error(name + " requires at least two arguments, but only one was provided."
                    + " Destination could not be determined");
        }
        CopyOptions options = new CopyOptions(
                flags.orNull("from"),
                flags.orNull("chown"),
                flags.orNull("chmod"),
                flags.isSet("parents"),
                flags.all("exclude"),
                flags.orNull("checksum"),
                flags.one("unpack").isPresent() ? Boolean.valueOf(flags.isSet("unpack")) : null,
                flags.isSet("keep-git-dir"));
        List<String> sources = words.subList(0, words.size() - 1).stream()
                .filter(word -> line.heredocs().isEmpty() || !word.startsWith("<<"))
                .toList();
        // --link changes how a layer is cached, not what is in it; only its value is checked.
        flags.isSet("link");
        return new Instruction.Copy(source(), number(), add, sources, line.heredocs(), words.getLast(), options);
    }

    private Instruction arg() {
        List<String> words = Words.split(bare(), escape);
        if (words.isEmpty()) {
            throw error("ARG requires at least one argument");
        }
        List<Instruction.Variable> variables = new ArrayList<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            String variable = equals < 0 ? word : word.substring(0, equals);
            if (variable.isEmpty()) {
                throw error("ARG names can not be blank");
            }
            variables.add(new Instruction.Variable(variable, equals < 0 ? null : word.substring(equals + 1)));
        }
        return new Instruction.Arg(source(), number(), variables);
    }

    /** ENV and LABEL: {@code a=b c=d}, or the old {@code a the rest of the line}. */
    private List<Instruction.Variable> variables() {
        String text = bare();
        List<String> words = Words.split(text, escape);
        if (words.isEmpty()) {
            throw error(name + " requires at least one argument");
        }
        if (!words.getFirst().contains("=")) {
            String[] parts = text.split("\\s+", 2);
            if (parts.length < 2) {
                throw error(name + " must have two arguments");
            }
            return List.of(new Instruction.Variable(parts[0], parts[1]));
        }
        return words.stream().map(this::variable).toList();
    }

    private Instruction.Variable variable(String word) {
        int equals = word.indexOf('=');
        if (equals < 0) {
            throw error("Syntax error - can't find = in \"" + word + "\". Must be of the form: name=value");
        }
        if (equals == 0) {
            throw error(name + " names can not be blank");
        }
        return new Instruction.Variable(word.substring(0, equals), word.substring(equals + 1));
    }

    private Instruction expose() {
        List<String> ports = Words.split(bare(), escape);
        if (ports.isEmpty()) {
            throw error("EXPOSE requires at least one argument");
        }
        return new Instruction.Expose(
                source(), number(), ports.stream().sorted().toList());
    }

    private Instruction volume() {
        String text = bare();
        List<String> paths = JsonForm.read(number(), text).orElseGet(() -> Words.split(text, escape));
        if (paths.isEmpty()) {
            throw error("VOLUME requires at least one argument");
        }
        if (paths.stream().anyMatch(String::isBlank)) {
            throw error("VOLUME specified can not be an empty string");
        }
        return new Instruction.Volume(
                source(), number(), paths.stream().map(String::strip).toList());
    }

    private Instruction shell() {
        List<String> words = JsonForm.read(number(), bare())
                .orElseThrow(() -> error("SHELL requires the arguments to be in JSON form"));
        if (words.isEmpty()) {
            throw error("SHELL requires at least one argument");
        }
        return new Instruction.Shell(source(), number(), words);
    }

    private Instruction onBuild() {
        String trigger = bare();
        if (trigger.isEmpty()) {
            throw error("ONBUILD requires at least one argument");
        }
        String inner = trigger.split("\\s+", 2)[0].toUpperCase(Locale.ROOT);
        switch (inner) {
            case "ONBUILD" -> throw error("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
            case "MAINTAINER", "FROM" -> throw error(inner + " isn't allowed as an ONBUILD trigger");
            default -> read(new LogicalLine(number(), trigger, line.heredocs()), escape);
        }
        return new Instruction.OnBuild(source(), number(), trigger);
    }

    private String exactlyOne() {
        String text = bare();
        if (text.isEmpty()) {
            throw error(name + " requires exactly one argument");
        }
        return text;
    }

    private Command command(String text) {
        return JsonForm.read(number(), text).map(Command::exec).orElseGet(() -> Command.line(text));
    }

    private String bare() {
        return flags(NO_FLAGS).rest();
    }

    private Flags flags(Set<String> allowed) {
        return Flags.read(number(), arguments, allowed, escape);
    }

    private String source() {
        return line.text();
    }

    private int number() {
        return line.number();
    }

    private RuntimeException error(String message) {
        return ParseError.at(line.number(), message);
    }
}
