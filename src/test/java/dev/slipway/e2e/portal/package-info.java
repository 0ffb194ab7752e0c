/** The REST API driven as a client drives it: journeys, bad input, leftovers. */
@NullMarked
package dev.slipway.e2e.portal;

import org.jspecify.annotations.NullMarked;
