/**
 * What every feature needs and no feature owns: settings, problems and their one HTTP shape, secrets and
 * keys, the embedded database, start-up, the browser's security headers.
 *
 * <p>Knows no feature: a class that names a team, an app or a build belongs elsewhere.
 */
@NullMarked
package dev.slipway.platform;

import org.jspecify.annotations.NullMarked;
