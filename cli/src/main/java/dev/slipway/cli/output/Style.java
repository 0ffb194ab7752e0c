package dev.slipway.cli.output;

/**
 * Colours and weight, or nothing at all.
 *
 * @param on whether the reader is a terminal that wants them
 */
public record Style(boolean on) {

    private static final String RESET = "\u001b[0m";

    /** Dark, for what is beside the point. */
    public String faint(String text) {
        return wrap("\u001b[2m", text);
    }

    /** For headings. */
    public String bold(String text) {
        return wrap("\u001b[1m", text);
    }

    /** A status word in the colour of what it means. */
    public String status(String word) {
        return switch (word) {
            case "running", "succeeded", "ok" -> wrap("\u001b[32m", word);
            case "failed", "exited" -> wrap("\u001b[31m", word);
            case "building", "deploying", "queued", "fetching" -> wrap("\u001b[33m", word);
            default -> word;
        };
    }

    private String wrap(String code, String text) {
        return on && !text.isEmpty() ? code + text + RESET : text;
    }
}
