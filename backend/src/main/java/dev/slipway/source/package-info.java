/**
 * Git remotes: which addresses are allowed, fetching one commit, and reading its tree.
 *
 * <p>Trees are read from git's own objects and never written to disk as files, so no name in a repository can point
 * at this machine. No program is started: JGit speaks the protocols itself.
 */
@NullMarked
package dev.slipway.source;

import org.jspecify.annotations.NullMarked;
