package dev.slipway.host.main.doctor;

/**
 * The answer to one check.
 *
 * @param check what was looked at: {@code "user namespaces"}
 * @param state whether it is as it must be
 * @param found what there is, in a few words
 * @param mend what to do; empty when there is nothing to do
 */
public record Finding(String check, State state, String found, String mend) {
    /** How well a machine does in one respect. */
    public enum State {
        OK,
        /** Works, but worse, or not as far. */
        WARN,
        /** The engine cannot run without it. */
        FAIL
    }

    static Finding ok(String check, String found) {
        return new Finding(check, State.OK, found, "");
    }

    static Finding warn(String check, String found, String mend) {
        return new Finding(check, State.WARN, found, mend);
    }

    static Finding fail(String check, String found, String mend) {
        return new Finding(check, State.FAIL, found, mend);
    }

    /** FAIL with {@code mend} unless {@code holds}. */
    static Finding needed(boolean holds, String check, String found, String mend) {
        return holds ? ok(check, found) : fail(check, found, mend);
    }

    /** WARN with {@code mend} unless {@code holds}. */
    static Finding wanted(boolean holds, String check, String found, String mend) {
        return holds ? ok(check, found) : warn(check, found, mend);
    }

    /** For a terminal: one line, and one more when there is something to do. */
    String text() {
        String line = String.format("  %-5s %s: %s", state == State.OK ? "ok" : state, check, found);
        return mend.isEmpty() ? line : line + "\n        mend: " + mend;
    }

    /** For a log or an error message. */
    String sentence() {
        return check + ": " + found + (mend.isEmpty() ? "" : " (" + mend + ")");
    }
}
