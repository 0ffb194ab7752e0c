package dev.slipway.host.build.dockerfile;

import dev.slipway.host.base.EngineException;

/** Makes the errors of a Dockerfile: Docker's sentence with the line in front. */
final class ParseError {
    private ParseError() {}

    static EngineException at(int line, String message) {
        return EngineException.invalid("dockerfile parse error on line " + line + ": " + message);
    }
}
