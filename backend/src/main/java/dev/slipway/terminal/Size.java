package dev.slipway.terminal;

import com.fasterxml.jackson.databind.JsonNode;

/** A terminal's size in letters, within what programs can bear. */
record Size(int columns, int rows) {

    private static final int MOST = 1000;

    static Size of(JsonNode order) {
        return new Size(
                Math.clamp(order.path("cols").asInt(80), 1, MOST),
                Math.clamp(order.path("rows").asInt(24), 1, MOST));
    }
}
