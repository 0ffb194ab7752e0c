/**
 * The live event stream: tells consoles what has changed in their teams, so that they fetch it again.
 *
 * <p>Says that something changed, never what it is now: rights are checked when it is fetched.
 */
@NullMarked
package dev.slipway.feed;

import org.jspecify.annotations.NullMarked;
