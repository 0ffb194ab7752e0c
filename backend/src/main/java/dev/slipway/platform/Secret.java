package dev.slipway.platform;

/** A value that never shows itself: logs, messages and JSON get dots. */
public record Secret(String reveal) {

    @Override
    public String toString() {
        return "••••••";
    }
}
