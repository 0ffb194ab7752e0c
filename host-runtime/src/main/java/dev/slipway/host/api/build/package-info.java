/** {@code POST /build}: the classic builder's request and its stream of messages. */
@NullMarked
package dev.slipway.host.api.build;

import org.jspecify.annotations.NullMarked;
