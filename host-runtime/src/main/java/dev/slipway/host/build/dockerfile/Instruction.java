package dev.slipway.host.build.dockerfile;

import dev.slipway.host.image.ImageConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of a Dockerfile. Variables in it are not replaced yet. */
public sealed interface Instruction {
    /** Its text with continuation lines joined, as the build output shows it. */
    String source();

    /** The line of the file on which it starts. */
    int line();

    /** A variable's name and value; {@code value} is null where ARG gives no default. */
    record Variable(String name, @Nullable String value) {}

    /** @param name of the stage, lower case, or null */
    record From(
            String source,
            int line,
            String image,
            @Nullable String platform,
            @Nullable String name) implements Instruction {}

    record Arg(String source, int line, List<Variable> variables) implements Instruction {}

    record Env(String source, int line, List<Variable> variables) implements Instruction {}

    record Label(String source, int line, List<Variable> labels) implements Instruction {}

    /**
     * @param mounts values of {@code --mount}
     * @param network value of {@code --network}: "default", "none", "host", or null
     */
    record Run(
            String source,
            int line,
            Command command,
            List<Heredoc> heredocs,
            List<String> mounts,
            @Nullable String network,
            @Nullable String security)
            implements Instruction {
        /** The stages and images that its mounts name; variables in them are not replaced. */
        public List<String> sources() {
            return mounts.stream()
                    .flatMap(mount -> MountReader.from(line, mount).stream())
                    .toList();
        }
    }

    /**
     * COPY and ADD.
     *
     * @param add whether it is ADD: addresses are fetched, archives unpacked
     * @param files here-documents among the sources
     */
    record Copy(
            String source,
            int line,
            boolean add,
            List<String> sources,
            List<Heredoc> files,
            String destination,
            CopyOptions options)
            implements Instruction {}

    /**
     * Flags of COPY and ADD.
     *
     * @param parents keeps the sources' folders
     * @param excludes patterns
     * @param unpack whether ADD unpacks archives; null = those of the context, not those that it fetches
     * @param keepGitDir whether ADD of a repository keeps its {@code .git}
     */
    record CopyOptions(
            @Nullable String from,
            @Nullable String chown,
            @Nullable String chmod,
            boolean parents,
            List<String> excludes,
            @Nullable String checksum,
            @Nullable Boolean unpack,
            boolean keepGitDir) {}

    record Workdir(String source, int line, String path) implements Instruction {}

    record User(String source, int line, String user) implements Instruction {}

    record Expose(String source, int line, List<String> ports) implements Instruction {}

    record Entrypoint(String source, int line, Command command) implements Instruction {}

    record Cmd(String source, int line, Command command) implements Instruction {}

    record Volume(String source, int line, List<String> paths) implements Instruction {}

    record Shell(String source, int line, List<String> words) implements Instruction {}

    /** @param health {@code test} of the shell form holds the bare line: ["CMD-SHELL", line] */
    record Healthcheck(String source, int line, ImageConfig.Health health) implements Instruction {}

    record StopSignal(String source, int line, String signal) implements Instruction {}

    /** @param trigger the instruction that a later build runs */
    record OnBuild(String source, int line, String trigger) implements Instruction {}

    record Maintainer(String source, int line, String name) implements Instruction {}
}
