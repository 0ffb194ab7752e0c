/**
 * What an image is made of: the packages in a root file system, and the bill of materials that lists them.
 *
 * <p>One walk through the tree hands each file to those who may know it. They read what package managers leave behind, never
 * run anything, and take every file for a stranger's: bounded, links not followed.
 */
@NullMarked
package dev.slipway.host.sbom;

import org.jspecify.annotations.NullMarked;
