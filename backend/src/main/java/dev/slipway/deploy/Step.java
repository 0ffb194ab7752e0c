package dev.slipway.deploy;

import java.util.Locale;

/** The steps of a deployment, in order. */
enum Step {
    CREATE,
    START,
    PROBE,
    SWITCH,
    DRAIN,
    STOP;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the new release serves already, so that going back would drop requests for nothing. */
    boolean afterSwitch() {
        return this == DRAIN || this == STOP;
    }
}
