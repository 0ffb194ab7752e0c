package dev.slipway.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.cli.api.Client;
import dev.slipway.cli.api.Json;
import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.base.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** From what people call things to the things: a slug, a name or an id, narrowed by project and team. */
final class Names {

    private final Client client;

    Names(Client client) {
        this.client = client;
    }

    /** Who is signed in, with teams and projects. */
    JsonNode who() {
        return client.get("/sessions/current");
    }

    /** Teams of whoever is signed in. */
    List<JsonNode> teams() {
        return items(who().path("teams"));
    }

    /** The team of a name, or the only one there is. */
    JsonNode team(@Nullable String name) {
        return choose("team", teams(), name, Names::slug);
    }

    /** Projects, of one team when it is named. */
    List<JsonNode> projects(@Nullable String team) {
        JsonNode who = who();
        String teamId =
                team == null ? "" : Json.text(choose("team", items(who.path("teams")), team, Names::slug), "id");
        return items(who.path("projects")).stream()
                .filter(project -> teamId.isEmpty() || teamId.equals(Json.text(project, "teamId")))
                .toList();
    }

    /** The project of a name, also as {@code team/project}, or the only one there is. */
    JsonNode project(@Nullable String name, @Nullable String team) {
        int slash = name == null ? -1 : name.indexOf('/');
        return name == null || slash < 0
                ? choose("project", projects(team), name, Names::slug)
                : choose("project", projects(name.substring(0, slash)), name.substring(slash + 1), Names::slug);
    }

    /** Apps, narrowed by project and team when they are named. */
    List<JsonNode> apps(@Nullable String project, @Nullable String team) {
        return client.all("/apps").stream()
                .filter(app -> project == null || isCalled(app.path("project"), project))
                .filter(app -> team == null || isCalled(app.path("team"), team))
                .toList();
    }

    /** The app of a name, also as {@code project/app} or {@code team/project/app}. */
    JsonNode app(String name, @Nullable String project, @Nullable String team) {
        String[] parts = name.split("/", -1);
        String wanted = parts[parts.length - 1];
        String ofProject = parts.length > 1 ? parts[parts.length - 2] : project;
        String ofTeam = parts.length > 2 ? parts[parts.length - 3] : team;
        return choose("app", apps(ofProject, ofTeam), wanted, Names::path);
    }

    /** {@code team/project/app}, which is never ambiguous. */
    static String path(JsonNode app) {
        return slug(app.path("team")) + "/" + slug(app.path("project")) + "/" + slug(app);
    }

    private static JsonNode choose(
            String kind, List<JsonNode> all, @Nullable String name, Function<JsonNode, String> label) {
        Predicate<JsonNode> wanted = thing -> name == null || isCalled(thing, name);
        List<JsonNode> found = all.stream().filter(wanted).toList();
        if (found.size() == 1) {
            return found.getFirst();
        }
        String option = "--" + kind;
        String known = all.isEmpty()
                ? "there is none"
                : "there are " + all.stream().map(label).sorted().limit(20).collect(Collectors.joining(", "));
        if (name == null) {
            throw new Failure(ExitCode.USAGE, "which " + kind + "? name it with " + option + "; " + known);
        }
        if (found.isEmpty()) {
            throw new Failure(ExitCode.UNKNOWN, "no " + kind + " \"" + name + "\"; " + known);
        }
        String candidates = found.stream().map(label).sorted().collect(Collectors.joining(", "));
        throw new Failure(
                ExitCode.USAGE, kind + " \"" + name + "\" can be " + candidates + "; write the whole name or its id");
    }

    private static boolean isCalled(JsonNode thing, String name) {
        return name.equals(Json.text(thing, "slug"))
                || name.equals(Json.text(thing, "id"))
                || name.equals(Json.text(thing, "name"));
    }

    private static String slug(JsonNode thing) {
        return Json.text(thing, "slug");
    }

    private static List<JsonNode> items(JsonNode array) {
        List<JsonNode> items = new ArrayList<>();
        array.forEach(items::add);
        return items;
    }
}
