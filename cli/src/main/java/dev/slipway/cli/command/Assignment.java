package dev.slipway.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.cli.api.Json;
import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.base.Failure;

/**
 * A variable as people write it, {@code NAME=value}.
 *
 * @param name before the first "="
 * @param value after it, may be empty
 * @param secret whether it is never shown again
 */
record Assignment(String name, String value, boolean secret) {

    static Assignment parse(String text, boolean secret) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new Failure(ExitCode.USAGE, "\"" + text + "\" is no variable; write NAME=value");
        }
        return new Assignment(text.substring(0, equals), text.substring(equals + 1), secret);
    }

    /** As the API takes it. */
    ObjectNode json() {
        return Json.object().put("name", name).put("value", value).put("secret", secret);
    }

    /** Shows no value. */
    @Override
    public String toString() {
        return "Assignment[" + name + "]";
    }
}
