package dev.slipway.host.base;

/** What kind of failure an {@link EngineException} is. One place in {@code api} turns a kind into an HTTP status. */
public enum ErrorKind {
    /** The caller asked for something malformed or not allowed by the rules of the request: 400. */
    INVALID,
    /** The caller is not known: 401. */
    UNAUTHORIZED,
    /** The caller is known and may not: 403. */
    FORBIDDEN,
    /** The named object does not exist, or is not the caller's: 404. */
    NOT_FOUND,
    /** The object's state forbids it: 409. */
    CONFLICT,
    /** Nothing to do, the object is already as asked: 304. */
    NOT_MODIFIED,
    /** Known in the Docker API, not served by this engine: 501. */
    NOT_IMPLEMENTED,
    /** The engine or a peer it needs cannot serve now: 503. */
    UNAVAILABLE,
    /** A fault of the engine or the kernel: 500. */
    INTERNAL
}
