package dev.slipway.detect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A folder with the questions that all kinds of projects ask of it. */
final class Project {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** {@code web: command}, as Heroku has it; other process types have no place yet. */
    private static final Pattern WEB = Pattern.compile("(?m)^web:[ \\t]*(\\S.*?)[ \\t\\r]*$");

    private final SourceFolder folder;
    private final SortedSet<String> names;

    Project(SourceFolder folder) {
        this.folder = folder;
        this.names = folder.names("");
    }

    SortedSet<String> names() {
        return names;
    }

    SortedSet<String> names(String under) {
        return folder.names(under);
    }

    boolean has(String name) {
        return names.contains(name);
    }

    Optional<String> firstOf(String... wanted) {
        return Stream.of(wanted).filter(names::contains).findFirst();
    }

    /** Those that are there, in the order asked for. */
    List<String> allOf(String... wanted) {
        return Stream.of(wanted).filter(names::contains).toList();
    }

    /** A file's text, "" when there is none. */
    String text(String path) {
        return folder.text(path).orElse("");
    }

    boolean exists(String path) {
        return folder.text(path).isPresent();
    }

    /** A JSON file; an empty object when there is none. */
    JsonNode json(String path) {
        String text = text(path);
        try {
            return text.isBlank() ? JSON.createObjectNode() : JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new Undetectable(
                    "\"" + path + "\" is no valid JSON: " + e.getOriginalMessage() + "; mend it, or add a Dockerfile");
        }
    }

    /** What {@code pattern}'s first group finds in a file. */
    Optional<String> find(String path, Pattern pattern) {
        Matcher matcher = pattern.matcher(text(path));
        return matcher.find() ? Optional.ofNullable(matcher.group(1)).map(String::strip) : Optional.empty();
    }

    /** The first line of a file that holds nothing but a version. */
    Optional<Wish> versionFile(String name) {
        return text(name)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .findFirst()
                .map(line -> new Wish(line, name));
    }

    /** A tool's version out of {@code .tool-versions}, which asdf and mise read. */
    Optional<Wish> toolVersion(String tool) {
        return find(".tool-versions", Pattern.compile("(?m)^" + Pattern.quote(tool) + "[ \\t]+(\\S+)"))
                .map(version -> new Wish(version, ".tool-versions"));
    }

    /** The command that a Procfile starts the web process with. */
    Optional<String> procfile() {
        return find("Procfile", WEB);
    }
}
