/**
 * Backup and restore of the whole platform, as a program of its own beside the control plane: the database in one
 * snapshot, what was pushed, and the images of the registry. The master key is never part of it.
 *
 * <p>Knows tables only by their names, so that no feature has to say what it keeps.
 */
@NullMarked
package dev.slipway.backup;

import org.jspecify.annotations.NullMarked;
