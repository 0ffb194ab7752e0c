/**
 * The kernel: one thin method per call, descriptors as {@link dev.slipway.host.linux.Fd}, failures as
 * {@link dev.slipway.host.linux.KernelException} with operation, target and errno.
 *
 * <p>The only package that imports jnr. Decides nothing: policy lives with the callers.
 */
@NullMarked
package dev.slipway.host.linux;

import org.jspecify.annotations.NullMarked;
