/** Further processes in running containers. */
@NullMarked
package dev.slipway.host.exec;

import org.jspecify.annotations.NullMarked;
