package dev.slipway.host.build;

import dev.slipway.host.base.Ids;
import dev.slipway.host.build.dockerfile.Instruction;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Says what a build does, in the words of Docker's classic builder, which clients and tests look for. */
final class BuildOutput {
    private static final String RED = "\u001b[91m";
    private static final String PLAIN = "\u001b[0m";
    private static final String DIGEST = "sha256:";

    private final Consumer<Map<String, Object>> messages;
    private int step;
    private int steps;

    BuildOutput(Consumer<Map<String, Object>> messages) {
        this.messages = messages;
    }

    /** A message as it is: progress of a pull. */
    void forward(Map<String, Object> message) {
        messages.accept(message);
    }

    /**
     * How steps are counted.
     *
     * @param before steps that stand before the first one here
     */
    void number(int before, int total) {
        this.step = before;
        this.steps = total;
    }

    void step(Instruction instruction) {
        Interruption.check();
        stream("Step " + ++step + "/" + steps + " : " + instruction.source());
        stream("\n");
    }

    /** @param imageId "" for an empty root */
    void image(String imageId) {
        stream(" ---> " + shortId(imageId) + "\n");
    }

    void usingCache() {
        stream(" ---> Using cache\n");
    }

    void runningIn(String containerId) {
        stream(" ---> Running in " + shortId(containerId) + "\n");
    }

    void removed(String containerId) {
        stream(" ---> Removed intermediate container " + shortId(containerId) + "\n");
    }

    void triggers(int count) {
        stream("# Executing " + count + " build trigger" + (count == 1 ? "" : "s") + "\n");
    }

    void unused(List<String> arguments) {
        stream("[Warning] One or more build-args [" + String.join(" ", arguments) + "] were not consumed\n");
    }

    void built(String imageId) {
        messages.accept(Map.of("aux", Map.of("ID", imageId)));
        stream("Successfully built " + shortId(imageId) + "\n");
    }

    void tagged(String name) {
        stream("Successfully tagged " + name + "\n");
    }

    /** Output of a step's command. */
    void command(boolean error, String text) {
        stream(error ? RED + text + PLAIN : text);
    }

    void note(String line) {
        stream(line + "\n");
    }

    private void stream(String text) {
        messages.accept(Map.of("stream", text));
    }

    static String shortId(String id) {
        return Ids.shortId(id.startsWith(DIGEST) ? id.substring(DIGEST.length()) : id);
    }
}
