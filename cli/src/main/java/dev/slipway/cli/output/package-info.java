/** What people and programs read: tables, JSON, one line of progress. */
@NullMarked
package dev.slipway.cli.output;

import org.jspecify.annotations.NullMarked;
