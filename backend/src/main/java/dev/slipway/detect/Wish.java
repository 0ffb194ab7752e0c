package dev.slipway.detect;

/**
 * The version that a project asks for.
 *
 * @param text as it is written
 * @param file where
 */
record Wish(String text, String file) {}
