package dev.slipway.detect;

/**
 * A Dockerfile made for a project.
 *
 * @param kind the project in words, with what was read from which file: {@code Go 1.22 (go.mod)}
 * @param dockerfile its text
 */
public record Plan(String kind, String dockerfile) {}
