/** What several end-to-end suites need: the tree, processes, waiting by condition. Knows no product code. */
@NullMarked
package dev.slipway.e2e.support;

import org.jspecify.annotations.NullMarked;
