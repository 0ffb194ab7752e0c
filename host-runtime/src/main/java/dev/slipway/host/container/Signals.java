package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Signal names and numbers (signal(7); the same on x86-64 and aarch64). */
public final class Signals {
    static final int HUP = 1;
    public static final int KILL = 9;
    public static final int TERM = 15;
    static final int MAX = 64;
    private static final int RTMIN = 34;
    private static final String[] NAMES = {
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
        "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
        "WINCH", "IO", "PWR", "SYS"
    };
    private static final Map<String, Integer> NUMBERS = numbers();

    private Signals() {}

    /** The number of {@code "15"}, {@code "TERM"}, {@code "SIGTERM"}, {@code "RTMIN+3"} in any case; 400 otherwise. */
    public static int parse(String text) {
        String name = text.toUpperCase(Locale.ROOT);
        if (name.chars().allMatch(Character::isDigit) && !name.isEmpty() && name.length() < 3) {
            int number = Integer.parseInt(name);
            if (number >= 1 && number <= MAX) {
                return number;
            }
        }
        Integer number = NUMBERS.get(name.startsWith("SIG") ? name.substring("SIG".length()) : name);
        if (number == null) {
            throw EngineException.invalid("invalid signal: " + text);
        }
        return number;
    }

    private static Map<String, Integer> numbers() {
        Map<String, Integer> numbers = new TreeMap<>();
        for (int i = 0; i < NAMES.length; i++) {
            numbers.put(NAMES[i], i + 1);
        }
        numbers.put("CLD", numbers.get("CHLD"));
        numbers.put("IOT", numbers.get("ABRT"));
        numbers.put("POLL", numbers.get("IO"));
        numbers.put("RTMIN", RTMIN);
        numbers.put("RTMAX", MAX);
        for (int i = 1; i <= (MAX - RTMIN) / 2; i++) {
            numbers.put("RTMIN+" + i, RTMIN + i);
            numbers.put("RTMAX-" + i, MAX - i);
        }
        return Map.copyOf(numbers);
    }
}
