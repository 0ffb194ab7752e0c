package dev.slipway.tenancy;

import dev.slipway.identity.Permission;
import java.util.Arrays;
import java.util.Optional;

/** What a socket is for, and what it asks of its caller. A socket's endpoint id is its {@link #word}. */
public enum StreamAction {
    /** Output of an app's instances. */
    LOGS(Words.LOGS, "appId", Permission.LOGS_READ),
    /** A shell in an instance. */
    TERMINAL(Words.TERMINAL, "appId", Permission.TERMINAL_OPEN),
    /** Output of a build. */
    BUILD_LOG(Words.BUILD_LOG, "buildId", Permission.LOGS_READ);

    /** The words as constants, which annotations need. */
    public static final class Words {
        public static final String LOGS = "logs";
        public static final String TERMINAL = "terminal";
        public static final String BUILD_LOG = "log";

        private Words() {}
    }

    private final String word;
    private final String parameter;
    private final Permission permission;

    StreamAction(String word, String parameter, Permission permission) {
        this.word = word;
        this.parameter = parameter;
        this.permission = permission;
    }

    /** As tickets name it. */
    public String word() {
        return word;
    }

    /** The path parameter which names the target. */
    public String parameter() {
        return parameter;
    }

    /** What is asked of the caller. */
    public Permission permission() {
        return permission;
    }

    static Optional<StreamAction> of(String word) {
        return Arrays.stream(values())
                .filter(action -> action.word.equals(word))
                .findFirst();
    }
}
