/**
 * Reads Dockerfiles: text in, {@link dev.slipway.host.build.dockerfile.Dockerfile} out; and .dockerignore files.
 *
 * <p>Pure: no files, no network, no container. {@code Lexer} makes logical lines, {@code InstructionReader} makes
 * instructions of them, {@code Expansion} replaces variables when a step runs. What a step does is the parent package's.
 */
@NullMarked
package dev.slipway.host.build.dockerfile;

import org.jspecify.annotations.NullMarked;
