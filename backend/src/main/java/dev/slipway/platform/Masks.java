package dev.slipway.platform;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Hides secret values in text, whole and line by line, also when they were written in base64, in JSON or in an address.
 * Values that overlap are hidden together.
 */
public final class Masks {

    /** Nothing to hide. */
    public static final Masks NONE = new Masks(List.of());

    /** Shorter values, such as "true" or "8080", would make holes in every line and hide nothing. */
    static final int SHORTEST = 6;

    static final String DOTS = "••••••";

    /** What is compared at once: four characters are one long. */
    private static final int HEAD = 4;

    private final Map<Long, List<String>> byHead = new HashMap<>();
    private final BitSet starts = new BitSet(1 << 16);
    private final List<String> words;

    private Masks(Collection<String> words) {
        this.words = List.copyOf(words);
        for (String word : words) {
            starts.set(word.charAt(0));
            byHead.computeIfAbsent(head(word, 0), head -> new ArrayList<>()).add(word);
        }
        byHead.values()
                .forEach(same ->
                        same.sort(Comparator.comparingInt(String::length).reversed()));
    }

    /** Masks for these values. */
    public static Masks of(Collection<String> secrets) {
        Set<String> words = new TreeSet<>();
        secrets.stream()
                .flatMap(Masks::forms)
                .filter(word -> word.length() >= SHORTEST)
                .forEach(words::add);
        return words.isEmpty() ? NONE : new Masks(words);
    }

    /** The text with dots in the place of secrets. */
    public String hide(String text) {
        return hide(text, false);
    }

    /**
     * The text with dots in the place of secrets.
     *
     * @param cut whether the text went on: then an end that could be the beginning of a secret is hidden too
     */
    public String hide(String text, boolean cut) {
        if (words.isEmpty()) {
            return text;
        }
        StringBuilder hidden = new StringBuilder(text.length());
        int until = 0;
        int shown = 0;
        for (int at = 0; at < text.length(); at++) {
            int end = starts.get(text.charAt(at)) ? end(text, at, cut) : at;
            if (end == at || end <= until) {
                continue;
            }
            if (at >= until) {
                hidden.append(text, shown, at).append(DOTS);
            }
            until = end;
            shown = end;
        }
        return shown == 0 ? text : hidden.append(text, shown, text.length()).toString();
    }

    /** Where the longest secret that begins at {@code at} ends; {@code at} when none does. */
    private int end(String text, int at, boolean cut) {
        if (at + HEAD <= text.length()) {
            for (String word : byHead.getOrDefault(head(text, at), List.of())) {
                if (text.startsWith(word, at)) {
                    return at + word.length();
                }
            }
        }
        if (cut && text.length() - at >= HEAD) {
            String rest = text.substring(at);
            if (words.stream().anyMatch(word -> word.startsWith(rest))) {
                return text.length();
            }
        }
        return at;
    }

    private static Stream<String> forms(String secret) {
        String json = secret.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\t", "\\t");
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        Stream<String> whole = secret.length() < SHORTEST
                ? Stream.of()
                : Stream.of(
                        secret,
                        json,
                        URLEncoder.encode(secret, StandardCharsets.UTF_8),
                        URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20"),
                        Base64.getEncoder().withoutPadding().encodeToString(bytes));
        return Stream.concat(whole, secret.lines().map(String::strip));
    }

    private static long head(String text, int at) {
        long head = 0;
        for (int i = 0; i < HEAD; i++) {
            head = head << Character.SIZE | text.charAt(at + i);
        }
        return head;
    }

    @Override
    public String toString() {
        return "Masks[" + words.size() + "]";
    }
}
