/**
 * Local images: whose they are and under which names; pull, load, save, import, tag, remove.
 *
 * <p>Configs are kept here, layers in {@code layer}; the wire is {@code registry}'s. Content is shared by all tenants, names
 * are each tenant's own, and having the digest of somebody's layer gives nobody its content.
 */
@NullMarked
package dev.slipway.host.library;

import org.jspecify.annotations.NullMarked;
