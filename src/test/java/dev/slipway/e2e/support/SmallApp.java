package dev.slipway.e2e.support;

import dev.slipway.e2e.engine.Busybox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A repository of one static program and some files, which builds in seconds and needs nothing pulled: its pages are served on 8080. */
public final class SmallApp {
    private static final String DOCKERFILE = """
            FROM scratch
            ADD root.tar /
            COPY www /www
            %sEXPOSE 8080
            CMD ["sh", "-c", "%sexec busybox httpd -f -p 8080 -h /www"]
            """;

    private SmallApp() {}

    /**
     * Publishes it and returns the repository's address.
     *
     * @param folder for its files meanwhile
     * @param pages by name, below {@code /www}
     * @param steps further lines of the Dockerfile, each with its end
     * @param first what its shell does before it serves, ending in {@code ;}
     */
    public static String publish(
            GitServer git, String name, Path folder, Map<String, String> pages, String steps, String first)
            throws IOException {
        Path source = write(folder.resolve(name), pages, steps, first);
        return git.publish(name, source);
    }

    /** Writes its files into {@code source}. */
    public static Path write(Path source, Map<String, String> pages, String steps, String first) throws IOException {
        Path www = Files.createDirectories(source.resolve("www"));
        Path made = Files.createTempDirectory("small-app");
        Files.move(Busybox.tar(made), source.resolve("root.tar"));
        Command.run("rm", "-rf", made.toString()).succeeded();
        Files.writeString(source.resolve("Dockerfile"), DOCKERFILE.formatted(steps, first));
        for (Map.Entry<String, String> page : pages.entrySet()) {
            Files.writeString(www.resolve(page.getKey()), page.getValue());
        }
        return source;
    }
}
