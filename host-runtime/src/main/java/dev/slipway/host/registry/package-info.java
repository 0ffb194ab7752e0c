/**
 * The wire to image registries (OCI distribution-spec v2, Docker's token authentication): one class per endpoint, one
 * {@link dev.slipway.host.registry.Registry} per pull or push that knows the host, the repository and the caller's
 * credentials.
 *
 * <p>What comes over the wire is bounded and verified here; what it means is {@code image}'s, and keeping it {@code
 * library}'s. Credentials go to the registry that was named and to the token server it names, to nobody they redirect to.
 */
@NullMarked
package dev.slipway.host.registry;

import org.jspecify.annotations.NullMarked;
