/** Docker's exec: further processes in running containers, their streams and exit codes. */
@NullMarked
package dev.slipway.host.api.exec;

import org.jspecify.annotations.NullMarked;
