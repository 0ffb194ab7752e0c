package dev.slipway.detect;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What all Java projects have in common: finding the version, and the image that runs the result. */
final class JavaRuntime {

    private static final Pattern RUNTIME = Pattern.compile("(?m)^java\\.runtime\\.version[ \\t]*=[ \\t]*(\\S+)");
    private static final Pattern SDKMAN = Pattern.compile("(?m)^java=(\\S+)");

    private JavaRuntime() {}

    /** The version that files beside the build's own ask for. */
    static Optional<Wish> wish(Project project) {
        return Stream.of(
                        project.versionFile(".java-version"),
                        project.find("system.properties", RUNTIME).map(text -> new Wish(text, "system.properties")),
                        project.find(".sdkmanrc", SDKMAN).map(text -> new Wish(text, ".sdkmanrc")),
                        project.toolVersion("java"))
                .flatMap(Optional::stream)
                .findFirst()
                .map(wish -> new Wish(release(wish.text()), wish.file()));
    }

    /** {@code 1.8} is 8; {@code temurin-21.0.2} is 21. */
    static String release(String text) {
        String modern = text.replaceFirst("^1[._](\\d)", "$1");
        return Version.in(modern)
                .map(version -> String.valueOf(version.major()))
                .orElse("");
    }

    /** A Java runs what older ones made: Debian's for all up to its own, else the next that is kept up for long. */
    static Language.Choice choose(Optional<Wish> wish) {
        Language java = Language.JAVA;
        int wanted = wish.flatMap(w -> Version.in(w.text())).map(Version::major).orElse(0);
        String why = wish.map(Wish::file).orElse("no version asked for");
        return Stream.concat(Stream.of(java.debian()), java.others().stream().sorted())
                .filter(version -> version.major() >= wanted)
                .findFirst()
                .map(version -> java.choice(version, why))
                .orElseGet(() -> java.choice(Version.of(wanted, Version.ANY), why));
    }

    /** Takes the jar that has the most in it: those of sources, documents, or without the libraries are smaller. */
    static String largestJar(String folder) {
        return "mkdir /out && cp \"$(find " + folder + " -maxdepth 1 -name '*.jar' ! -name '*-sources.jar'"
                + " ! -name '*-javadoc.jar' ! -name '*-plain.jar' -printf '%s %p\\n' | sort -n | tail -n 1"
                + " | cut -d' ' -f2-)\" /out/app.jar";
    }

    /** The second stage: {@code /out} of the first, run by an ordinary user. */
    static DockerfileText finish(DockerfileText file, Project project, Language.Choice java, String jar) {
        runtime(file, java);
        return project.procfile().map(file::command).orElseGet(() -> file.command(List.of("java", "-jar", jar)));
    }

    /** The second stage up to its command. */
    static DockerfileText runtime(DockerfileText file, Language.Choice java) {
        return file.blank()
                .from(java.onDebian() ? DockerfileText.DEBIAN : "eclipse-temurin:" + java.version() + "-jre")
                .packages(java.onDebian() ? List.of("openjdk-17-jre-headless", "ca-certificates") : List.of())
                .user()
                .workdir("/app")
                .line("COPY --from=build /out ./")
                // Spring Boot, Quarkus and Micronaut are told so; others read PORT.
                .line(
                        "ENV PORT=8080 SERVER_ADDRESS=0.0.0.0 QUARKUS_HTTP_HOST=0.0.0.0 JAVA_TOOL_OPTIONS=-XX:MaxRAMPercentage=75")
                .line("EXPOSE 8080");
    }
}
