package dev.slipway.host.logs;

/**
 * One message of a container's output.
 *
 * @param nanos epoch nanoseconds, unique and increasing within the container: a cursor
 * @param stream 1 stdout, 2 stderr
 * @param bytes with the final newline when it had one; at most 16 KiB, longer lines come in parts
 */
public record LogLine(long nanos, int stream, byte[] bytes) {}
