/** Who gets in: single sign-on at a real Keycloak, bearer tokens of it, and what their groups give. */
@NullMarked
package dev.slipway.e2e.identity;

import org.jspecify.annotations.NullMarked;
