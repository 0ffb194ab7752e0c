/**
 * The engine alone, as a process of its own on folders of its own, driven by the real docker command: what people type,
 * what they read, which codes come back.
 */
@org.jspecify.annotations.NullMarked
package dev.slipway.e2e.engine;
