/** What must hold inside a container, shown from inside. */
@NullMarked
package dev.slipway.e2e.security;

import org.jspecify.annotations.NullMarked;
