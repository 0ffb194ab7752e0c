/**
 * What every door of the API does alike, whatever it is about: its place in the OpenAPI document, keys that make a repeated
 * request do its work once, and how many requests a caller has.
 *
 * <p>Knows doors, never what is behind them. Who may pass is {@code tenancy}'s business; the shape of errors and pages is
 * {@code platform}'s.
 */
@NullMarked
package dev.slipway.api;

import org.jspecify.annotations.NullMarked;
