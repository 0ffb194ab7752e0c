package dev.slipway.detect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/** Writes a Dockerfile that people can read and go on with. */
final class DockerfileText {

    static final String DEBIAN = "debian:bookworm-slim";
    static final String PORT = "8080";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a shell would do something with; a command without them is run as it is, so that it gets the signals itself. */
    private static final Pattern FOR_THE_SHELL = Pattern.compile("[$&|;<>()*?\\[\\]{}`'\"\\\\~#!=]");

    private static final Pattern SEVERAL = Pattern.compile("[;&|\n]");
    private static final Pattern ASSIGNS = Pattern.compile("\\w+=");

    private final StringBuilder text = new StringBuilder();

    DockerfileText comment(String line) {
        return line("# " + line);
    }

    DockerfileText from(String image) {
        return line("FROM " + image);
    }

    DockerfileText stage(String image, String name) {
        return line("FROM " + image + " AS " + name);
    }

    DockerfileText blank() {
        return line("");
    }

    /** Installs Debian packages in one layer, without what apt needed for it. */
    DockerfileText packages(Collection<String> packages) {
        return packages.isEmpty()
                ? this
                : line("RUN apt-get update \\")
                        .line("    && apt-get install -y --no-install-recommends " + String.join(" ", packages) + " \\")
                        .line("    && rm -rf /var/lib/apt/lists/*");
    }

    DockerfileText workdir(String path) {
        return line("WORKDIR " + path);
    }

    DockerfileText copy(List<String> files, String to) {
        return line("COPY " + String.join(" ", files) + " " + to);
    }

    DockerfileText copyAll() {
        return line("COPY . .");
    }

    DockerfileText run(String command) {
        return line("RUN " + command);
    }

    /** Runs with a folder that stays from build to build and is no part of the image. */
    DockerfileText cached(String folder, String command) {
        return line("RUN --mount=type=cache,target=" + folder + " \\").line("    " + command);
    }

    DockerfileText env(String... pairs) {
        return line("ENV " + String.join(" ", pairs));
    }

    /** From here on as a user of its own, who is no one else in the image. */
    DockerfileText user() {
        return line("RUN useradd --system --create-home --shell /usr/sbin/nologin app")
                .line("USER app");
    }

    /** The port that the platform looks for; it sets PORT as well. */
    DockerfileText port() {
        return line("ENV PORT=" + PORT).line("EXPOSE " + PORT);
    }

    DockerfileText command(List<String> argv) {
        try {
            return line("CMD " + JSON.writeValueAsString(argv).replace("\",\"", "\", \""));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings are JSON", e);
        }
    }

    /** A command as people write it: without a shell where it needs none, else with one that gives its place to it. */
    DockerfileText command(String command) {
        if (!FOR_THE_SHELL.matcher(command).find()) {
            return command(List.of(command.strip().split("\\s+")));
        }
        boolean several = SEVERAL.matcher(command).find();
        String exec = several ? "" : ASSIGNS.matcher(command).lookingAt() ? "exec env " : "exec ";
        return command(List.of("/bin/sh", "-c", exec + command));
    }

    DockerfileText line(String line) {
        text.append(line).append('\n');
        return this;
    }

    /** The finished file. */
    Plan plan(String kind) {
        return new Plan(
                kind,
                "# Made for " + kind + ". Change it in the app's settings,\n"
                        + "# or add it to the repository as \"Dockerfile\": then that one counts.\n" + text);
    }
}
