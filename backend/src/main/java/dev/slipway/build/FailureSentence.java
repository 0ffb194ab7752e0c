package dev.slipway.build;

import dev.slipway.engine.BuildFailed;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Remembers which step the engine is at, to say where a build failed. */
final class FailureSentence {

    private static final Pattern STEP = Pattern.compile("Step (\\d+)/(\\d+) : (.*)");
    private static final int LONGEST = 200;

    private @Nullable String step;

    void see(String line) {
        Matcher matcher = STEP.matcher(line);
        if (matcher.matches()) {
            step = "step " + matcher.group(1) + " of " + matcher.group(2) + " \"" + shorten(matcher.group(3)) + "\"";
        }
    }

    String of(BuildFailed failure) {
        String at = step == null ? "the build" : "Dockerfile " + step;
        if (failure.exitCode() != null) {
            return at + " exited with code " + failure.exitCode() + "; its output is in the build log";
        }
        return step == null ? "the build failed: " + failure.getMessage() : at + " failed: " + failure.getMessage();
    }

    private static String shorten(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }
}
