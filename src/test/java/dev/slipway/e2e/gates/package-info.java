/** The tree held to its own rules: the rooms and arrows of ARCHITECTURE.md, and tidiness of every source file. */
@NullMarked
package dev.slipway.e2e.gates;

import org.jspecify.annotations.NullMarked;
