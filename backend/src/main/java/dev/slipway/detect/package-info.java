/**
 * Dockerfiles for repositories that have none: what a tree's files say about its language, version, dependencies and start
 * command becomes one readable file.
 *
 * <p>Pure: it looks at names and small texts and decides; fetching is {@code source}'s, building is {@code build}'s. A version
 * that Debian's packages satisfy stands on plain Debian, which a site without a registry has too; any other on the
 * language's own image. Nothing of a repository is executed here.
 */
@NullMarked
package dev.slipway.detect;

import org.jspecify.annotations.NullMarked;
