package dev.slipway.detect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Node.js with npm, Yarn or pnpm: a server, or pages that a build makes. */
final class NodeProject implements Ecosystem {

    private static final Pattern EXACT = Pattern.compile("(\\d+\\.\\d+\\.\\d+)\\S*");
    private static final Pattern SIMPLE = Pattern.compile("node(\\s+[A-Za-z0-9_./=-]+)+");
    private static final String[] STARTS = {"server.js", "index.js", "app.js", "main.js", "server.mjs", "index.mjs"};

    @Override
    public String mark() {
        return "package.json";
    }

    @Override
    public boolean recognizes(Project project) {
        return project.has("package.json");
    }

    @Override
    public Plan plan(Project project) {
        JsonNode json = project.json("package.json");
        Language.Choice node = Language.NODE.choose(wish(project, json));
        Installer installer = Installer.of(project, json);
        Optional<String> start = start(project, json);
        boolean builds = json.at("/scripts/build").isTextual();
        if (start.isPresent()) {
            return server(node, installer, project, builds, start.get());
        }
        if (builds) {
            return pages(node, installer, project, json);
        }
        throw new Undetectable("a Node.js project without a \"start\" script in package.json and without any of "
                + String.join(", ", STARTS) + "; add one of them, a Procfile, or a Dockerfile");
    }

    private static Plan server(
            Language.Choice node, Installer installer, Project project, boolean builds, String start) {
        DockerfileText file = base(new DockerfileText(), node, null);
        install(file, installer, project, builds);
        file.copyAll();
        if (builds) {
            file.run(installer.name + " run build").run(installer.prune);
        }
        return file.user().env("NODE_ENV=production").port().command(start).plan(installer.title + " on " + node.why());
    }

    /** Tools like Vite leave files behind that need no Node any more. */
    private static Plan pages(Language.Choice node, Installer installer, Project project, JsonNode json) {
        DockerfileText file = base(new DockerfileText(), node, "build");
        install(file, installer, project, true);
        file.copyAll().run(installer.name + " run build").blank();
        return StaticSite.server(file)
                .line("COPY --from=build /app/" + output(json) + " /srv")
                .line("USER www-data")
                .port()
                .command(StaticSite.START)
                .plan("pages that " + installer.title + " builds on " + node.why());
    }

    private static String output(JsonNode json) {
        String build = json.at("/scripts/build").asText();
        return build.contains("react-scripts") ? "build" : build.contains("next") ? "out" : "dist";
    }

    private static DockerfileText base(DockerfileText file, Language.Choice node, @Nullable String stage) {
        String image = node.onDebian() ? DockerfileText.DEBIAN : String.valueOf(node.image());
        (stage == null ? file.from(image) : file.stage(image, stage))
                .packages(node.onDebian() ? List.of("nodejs", "npm", "ca-certificates") : List.of())
                .workdir("/app");
        return file;
    }

    private static void install(DockerfileText file, Installer installer, Project project, boolean everything) {
        if (!installer.bootstrap.isEmpty()) {
            file.run(installer.bootstrap);
        }
        file.copy(project.allOf("package.json", installer.lock, ".npmrc", ".yarnrc.yml", "pnpm-workspace.yaml"), "./")
                .cached("/root/.cache", everything ? installer.install : installer.installForProduction);
    }

    private static Optional<Wish> wish(Project project, JsonNode json) {
        return Stream.of(
                        project.versionFile(".nvmrc"),
                        project.versionFile(".node-version"),
                        Optional.of(json.at("/engines/node").asText(""))
                                .filter(text -> !text.isEmpty())
                                .map(text -> new Wish(text, "package.json: engines")),
                        project.toolVersion("nodejs"))
                .flatMap(Optional::stream)
                .findFirst()
                .map(wish -> new Wish(released(wish.text()), wish.file()));
    }

    /** nvm's names of releases as versions. */
    private static String released(String text) {
        return switch (text) {
            case "lts/hydrogen" -> "18";
            case "lts/iron" -> "20";
            case "lts/jod" -> "22";
            case "lts/krypton" -> "24";
            default -> text;
        };
    }

    /** Node itself where it is asked for plainly: npm in between would keep the signals to itself. */
    private static Optional<String> start(Project project, JsonNode json) {
        String script = json.at("/scripts/start").asText("").strip();
        String main = json.path("main").asText("");
        return project.procfile()
                .or(() -> Optional.of(script)
                        .filter(text -> !text.isEmpty())
                        .map(text -> SIMPLE.matcher(text).matches() ? text : "npm start"))
                .or(() -> Optional.of(main).filter(name -> project.exists(name)).map(name -> "node " + name))
                .or(() -> project.firstOf(STARTS).map(name -> "node " + name));
    }

    /** Who installs the packages. */
    private record Installer(
            String name,
            String title,
            String lock,
            String bootstrap,
            String install,
            String installForProduction,
            String prune) {

        static Installer of(Project project, JsonNode json) {
            if (project.has("pnpm-lock.yaml")) {
                return new Installer(
                        "pnpm",
                        "pnpm",
                        "pnpm-lock.yaml",
                        "npm install -g pnpm@" + version(json, "9"),
                        "pnpm install --frozen-lockfile",
                        "pnpm install --frozen-lockfile --prod",
                        "pnpm prune --prod");
            }
            if (project.has("yarn.lock")) {
                return project.has(".yarnrc.yml")
                        ? new Installer(
                                "yarn",
                                "Yarn",
                                "yarn.lock",
                                "npm install -g corepack && corepack enable",
                                "yarn install --immutable",
                                "yarn install --immutable",
                                "rm -rf .yarn/cache")
                        : new Installer(
                                "yarn",
                                "Yarn",
                                "yarn.lock",
                                "npm install -g yarn@" + version(json, "1.22.22"),
                                "yarn install --frozen-lockfile",
                                "yarn install --frozen-lockfile --production",
                                "yarn install --frozen-lockfile --production --ignore-scripts --offline");
            }
            boolean locked = project.has("package-lock.json");
            String verb = "npm --cache /root/.cache " + (locked ? "ci" : "install");
            return new Installer(
                    "npm", "npm", "package-lock.json", "", verb, verb + " --omit=dev", "npm prune --omit=dev");
        }

        /** {@code "packageManager": "pnpm@9.1.0+sha…"}. */
        private static String version(JsonNode json, String usual) {
            String named = json.path("packageManager").asText("");
            var matcher = EXACT.matcher(named.substring(named.indexOf('@') + 1));
            return matcher.matches() ? matcher.group(1) : usual;
        }
    }
}
