package dev.slipway.cli.tty;

/**
 * Which of the first three descriptors are terminals. The launcher knows without a library and passes their digits.
 *
 * @param digits for example {@code 012}
 */
public record Terminals(String digits) {

    /** As the launcher says. */
    public static Terminals ofProcess() {
        return new Terminals(System.getProperty("slipway.tty", ""));
    }

    /** Whether somebody can type. */
    public boolean in() {
        return digits.contains("0");
    }

    /** Whether somebody sees the results. */
    public boolean out() {
        return digits.contains("1");
    }

    /** Whether somebody sees what goes on. */
    public boolean err() {
        return digits.contains("2");
    }
}
