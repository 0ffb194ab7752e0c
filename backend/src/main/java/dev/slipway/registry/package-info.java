/**
 * The registry at {@code /v2/}: the OCI distribution specification, version 1.1, for {@code docker push} and its kin.
 *
 * <p>{@link dev.slipway.registry.Front} takes a request and finds the {@link dev.slipway.registry.Door} for it,
 * {@link dev.slipway.registry.Gate} finds out who asks and asks the policy, the door answers. Rows are in PostgreSQL, blobs
 * are files that only {@link dev.slipway.registry.BlobFiles} knows. A name is {@code <team>/<project or anything>/...};
 * another team's name answers like one that does not exist. What a build or a release is belongs elsewhere.
 */
@NullMarked
package dev.slipway.registry;

import org.jspecify.annotations.NullMarked;
