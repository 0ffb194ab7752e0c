/**
 * Under which name an app answers, and what the engine's router sends there.
 *
 * <p>Names are {@code app.project.apps-domain}; both slugs never change. When to switch is {@code deploy}'s business.
 */
@NullMarked
package dev.slipway.route;

import org.jspecify.annotations.NullMarked;
