/** The Kubernetes manifests: well-formed, hardened, and only with settings that exist. */
@NullMarked
package dev.slipway.e2e.manifests;

import org.jspecify.annotations.NullMarked;
