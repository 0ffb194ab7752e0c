/** What tests of the control plane share: a database, a git server, the API by words. No assertions here. */
@NullMarked
package dev.slipway.support;

import org.jspecify.annotations.NullMarked;
