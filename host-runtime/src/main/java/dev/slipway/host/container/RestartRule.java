package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.container.ContainerConfig.RestartPolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a container that ended is started again. Pure.
 *
 * @param kind which rule
 * @param maximum most restarts in a row for on-failure, 0 = no bound
 */
record RestartRule(Kind kind, int maximum) {
    /** Pause before the first restart; doubled for each further one. */
    static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** One that ran this long is healthy again: its pauses start anew. */
    static final Duration LONG_ENOUGH = Duration.ofSeconds(10);

    enum Kind {
        NO,
        ALWAYS,
        UNLESS_STOPPED,
        ON_FAILURE
    }

    /** @throws EngineException INVALID with Docker's text for an unknown name */
    static RestartRule of(@Nullable RestartPolicy policy) {
        String name = policy == null || policy.name() == null ? "" : policy.name();
        int maximum = policy == null ? 0 : policy.maximumRetryCount();
        Kind kind = switch (name) {
            case "", "no" -> Kind.NO;
            case "always" -> Kind.ALWAYS;
            case "unless-stopped" -> Kind.UNLESS_STOPPED;
            case "on-failure" -> Kind.ON_FAILURE;
            default ->
                throw EngineException.invalid("invalid restart policy: unknown policy '" + name
                        + "'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'");
        };
        if (maximum < 0) {
            throw EngineException.invalid("invalid restart policy: maximum retry count cannot be negative");
        }
        if (maximum > 0 && kind != Kind.ON_FAILURE) {
            throw EngineException.invalid(
                    "invalid restart policy: maximum retry count can only be used with 'on-failure'");
        }
        return new RestartRule(kind, maximum);
    }

    /** After an end while the engine runs. @param restarts how often it was restarted in a row */
    boolean afterEnd(int exitCode, boolean stoppedByUser, int restarts) {
        return !stoppedByUser
                && switch (kind) {
                    case NO -> false;
                    case ALWAYS, UNLESS_STOPPED -> true;
                    case ON_FAILURE -> exitCode != 0 && (maximum == 0 || restarts < maximum);
                };
    }

    /** At engine start, for one that was not found running. */
    boolean atBoot(int exitCode, boolean stoppedByUser, int restarts) {
        return switch (kind) {
            case NO -> false;
            case ALWAYS -> true;
            case UNLESS_STOPPED -> !stoppedByUser;
            case ON_FAILURE -> !stoppedByUser && exitCode != 0 && (maximum == 0 || restarts < maximum);
        };
    }

    static Duration nextPause(Duration last, Duration ran) {
        if (last.isZero() || ran.compareTo(LONG_ENOUGH) >= 0) {
            return FIRST_PAUSE;
        }
        Duration doubled = last.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }
}
