package dev.slipway.detect;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Java or Kotlin built by Gradle: Quarkus, Spring Boot, a jar with everything, or the application plugin's folder. */
final class GradleProject implements Ecosystem {

    private static final String HOME = "/root/.gradle";
    private static final List<Pattern> VERSIONS = List.of(
            Pattern.compile("JavaLanguageVersion\\.of\\(\\s*[\"']?(\\d+)"),
            Pattern.compile("jvmToolchain\\(\\s*(\\d+)"),
            Pattern.compile("options\\.release(?:\\.set\\(|\\s*=)\\s*(\\d+)"),
            Pattern.compile("(?:target|source)Compatibility\\s*=?\\s*(?:JavaVersion\\.VERSION_|[\"'])?([\\d._]+)"));
    private static final Pattern APPLICATION = Pattern.compile(
            "id\\s*\\(?\\s*[\"']application[\"']|plugin:\\s*[\"']application[\"']|(?m)^\\s*application\\s*$");
    private static final Pattern NAME = Pattern.compile("rootProject\\.name\\s*=\\s*[\"']([A-Za-z0-9._-]+)[\"']");

    @Override
    public String mark() {
        return "build.gradle(.kts)";
    }

    @Override
    public boolean recognizes(Project project) {
        return project.has("build.gradle") || project.has("build.gradle.kts");
    }

    @Override
    public Plan plan(Project project) {
        String script = project.firstOf("build.gradle.kts", "build.gradle").orElseThrow();
        Language.Choice java = JavaRuntime.choose(VERSIONS.stream()
                .flatMap(pattern -> project.find(script, pattern).stream())
                .findFirst()
                .map(text -> new Wish(JavaRuntime.release(text), script))
                .or(() -> JavaRuntime.wish(project)));
        boolean wrapped = project.has("gradlew");
        DockerfileText file = new DockerfileText();
        if (wrapped) {
            file.stage(java.onDebian() ? DockerfileText.DEBIAN : "eclipse-temurin:" + java.version() + "-jdk", "build")
                    .packages(java.onDebian() ? List.of("openjdk-17-jdk-headless", "ca-certificates") : List.of());
        } else {
            // Debian's own Gradle, 4.4, is too old for today's build files.
            file.stage("gradle:8-jdk" + java.version(), "build");
        }
        Result result = result(project, project.text(script));
        file.workdir("/src")
                .copyAll()
                .cached(HOME, (wrapped ? "sh ./gradlew" : "gradle") + " --no-daemon " + result.task + " \\")
                .line("    && " + result.collect);
        JavaRuntime.runtime(file, java);
        return project.procfile()
                .map(file::command)
                .orElseGet(() -> file.command(result.command))
                .plan("Gradle on " + java.why());
    }

    /** What a task makes, how it becomes /out, and what starts it. */
    private record Result(String task, String collect, List<String> command) {}

    private static Result result(Project project, String script) {
        if (script.contains("io.quarkus")) {
            return new Result(
                    "quarkusBuild", "cp -r build/quarkus-app /out", List.of("java", "-jar", "quarkus-run.jar"));
        }
        String largest = JavaRuntime.largestJar("build/libs");
        List<String> jar = List.of("java", "-jar", "app.jar");
        if (script.contains("org.springframework.boot")) {
            return new Result("bootJar", largest, jar);
        }
        if (Stream.of("com.github.johnrengelman.shadow", "com.gradleup.shadow").anyMatch(script::contains)) {
            return new Result("shadowJar", largest, jar);
        }
        if (APPLICATION.matcher(script).find()) {
            String name = Optional.ofNullable(project.firstOf("settings.gradle.kts", "settings.gradle")
                            .orElse(null))
                    .flatMap(settings -> project.find(settings, NAME))
                    .orElse("src");
            return new Result("installDist", "cp -r build/install/" + name + " /out", List.of("bin/" + name));
        }
        return new Result("assemble", largest, jar);
    }
}
