/** What a container is to be: immutable records, complete decisions, no behaviour. */
@NullMarked
package dev.slipway.host.spec;

import org.jspecify.annotations.NullMarked;
