package dev.slipway.detect;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.regex.Pattern;

/** Go modules: one static program. */
final class GoProject implements Ecosystem {

    private static final Pattern MODULE = Pattern.compile("(?m)^module[ \\t]+\"?(\\S+?)\"?[ \\t\\r]*$");
    private static final Pattern GO = Pattern.compile("(?m)^go[ \\t]+(\\d+\\.\\d+)");
    private static final Pattern TOOLCHAIN = Pattern.compile("(?m)^toolchain[ \\t]+go(\\d+\\.\\d+)");
    private static final Pattern MAIN = Pattern.compile("(?m)^(package[ \\t]+main)\\b");
    private static final List<String> USUAL = List.of("server", "web", "api", "app");

    /** Beside the program, for what is often read while it runs. */
    private static final String[] READ_AT_RUN_TIME = {
        "assets", "migrations", "public", "static", "templates", "views", "web"
    };

    @Override
    public String mark() {
        return "go.mod";
    }

    @Override
    public boolean recognizes(Project project) {
        return project.has("go.mod");
    }

    @Override
    public Plan plan(Project project) {
        Language.Choice go = choose(project);
        boolean vendored = project.has("vendor");
        DockerfileText file = new DockerfileText()
                .stage(go.onDebian() ? DockerfileText.DEBIAN : String.valueOf(go.image()), "build")
                .packages(go.onDebian() ? List.of("golang", "git", "ca-certificates") : List.of())
                .env("CGO_ENABLED=0", "GOMODCACHE=/cache/modules", "GOCACHE=/cache/objects")
                .workdir("/src");
        if (!vendored) {
            file.copy(project.allOf("go.mod", "go.sum"), "./").cached("/cache", "go mod download");
        }
        file.copyAll()
                .cached("/cache", "go build -trimpath -ldflags=\"-s -w\" -o /out/app " + program(project))
                .blank()
                .from(DockerfileText.DEBIAN)
                .packages(List.of("ca-certificates", "tzdata"))
                .user()
                .workdir("/app")
                .line("COPY --from=build /out/app /usr/local/bin/app");
        for (String folder : project.allOf(READ_AT_RUN_TIME)) {
            file.line("COPY --from=build /src/" + folder + " ./" + folder);
        }
        return project.procfile()
                .map(file.port()::command)
                .orElseGet(() -> file.command(List.of("app")))
                .plan(go.why());
    }

    /** The toolchain line counts, then the least version that the module needs. */
    private static Language.Choice choose(Project project) {
        return project.find("go.mod", TOOLCHAIN)
                .or(() -> project.find("go.mod", GO))
                .flatMap(Version::in)
                .map(version -> version.compareTo(Language.GO.debian()) <= 0
                        ? Language.GO.choice(Language.GO.debian(), "go.mod asks for " + version)
                        : Language.GO.choice(version, "go.mod"))
                .orElseGet(() -> Language.GO.choose(Optional.empty()));
    }

    /** The package to build: the root's, else the one in cmd that the module is named after, or has a usual name. */
    private static String program(Project project) {
        if (hasMain(project, "", project.names())) {
            return ".";
        }
        List<String> commands = project.names("cmd").stream()
                .filter(name -> hasMain(project, "cmd/" + name + "/", project.names("cmd/" + name)))
                .toList();
        if (commands.size() == 1) {
            return "./cmd/" + commands.getFirst();
        }
        String module = project.find("go.mod", MODULE).orElse("");
        String last = module.substring(module.lastIndexOf('/') + 1);
        return commands.stream()
                .filter(last::equals)
                .findFirst()
                .or(() -> USUAL.stream().filter(commands::contains).findFirst())
                .map(name -> "./cmd/" + name)
                .orElseThrow(
                        () -> new Undetectable(
                                commands.isEmpty()
                                        ? "a Go module without a main package in its root or in cmd; add one, or a Dockerfile"
                                        : "a Go module with several programs (" + String.join(", ", commands)
                                                + ") and none named after the module; add a Dockerfile that builds the right one"));
    }

    private static boolean hasMain(Project project, String folder, SortedSet<String> names) {
        return names.stream()
                .filter(name -> name.endsWith(".go") && !name.endsWith("_test.go"))
                .anyMatch(name -> project.find(folder + name, MAIN).isPresent());
    }
}
