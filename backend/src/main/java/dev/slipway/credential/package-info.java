/**
 * What apps may present to git hosts, and what projects know of those hosts: deploy keys, tokens, pinned host keys.
 *
 * <p>Secrets are sealed and never shown again; only a build's fetch opens them. How they are used is {@code source}'s
 * business.
 */
@NullMarked
package dev.slipway.credential;

import org.jspecify.annotations.NullMarked;
