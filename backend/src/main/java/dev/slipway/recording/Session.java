package dev.slipway.recording;

import dev.slipway.identity.Caller;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A terminal that begins.
 *
 * @param teamId whose app
 * @param projectId and in which project
 * @param appId the app
 * @param appName its name now
 * @param caller who
 * @param address from where
 * @param instanceId in which instance, null for a container of its own
 * @param command program and arguments, empty for a shell
 * @param tty whether the program writes for a terminal
 * @param columns letters in a line
 * @param lines on the screen
 */
public record Session(
        UUID teamId,
        UUID projectId,
        UUID appId,
        String appName,
        Caller caller,
        String address,
        @Nullable UUID instanceId,
        String command,
        boolean tty,
        int columns,
        int lines) {}
