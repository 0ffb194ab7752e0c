/**
 * Hooks: a git host that tells of a push starts a build, and a team's own programs are told of what happened here.
 *
 * <p>Inwards a request is nobody's until its signature is right; outwards a delivery is a row, written in the transaction of
 * what it tells of, and sent until it arrives. Which addresses may be reached is {@code source}'s business, what a build does
 * is {@code build}'s.
 */
@NullMarked
package dev.slipway.webhook;

import org.jspecify.annotations.NullMarked;
