package dev.slipway.terminal;

import dev.slipway.recording.Recorder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a terminal: everything in a project that records, nothing elsewhere.
 *
 * @param recorder null when nothing is recorded
 * @param terminal whether there is a terminal; without one each array begins with the number of its stream
 */
record Tape(@Nullable Recorder recorder, boolean terminal) {

    boolean records() {
        return recorder != null;
    }

    void output(byte[] bytes) {
        if (recorder != null) {
            recorder.output(terminal ? bytes : Arrays.copyOfRange(bytes, 1, bytes.length));
        }
    }

    void resized(Size size) {
        if (recorder != null) {
            recorder.resized(size.columns(), size.rows());
        }
    }

    void end(@Nullable Integer exitCode) {
        if (recorder != null) {
            recorder.end(exitCode);
        }
    }
}
