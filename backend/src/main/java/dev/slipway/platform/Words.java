package dev.slipway.platform;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Constants as the API writes them: {@code NOT_FOUND} is {@code not-found}. */
public final class Words {

    private Words() {}

    /** The word of a constant. */
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The constant of a word.
     *
     * @return null when there is no word
     * @throws Problem when it is none of them
     */
    public static <E extends Enum<E>> @Nullable E find(Class<E> type, @Nullable String word, String field) {
        if (word == null || word.isEmpty()) {
            return null;
        }
        E[] all = type.getEnumConstants();
        return Arrays.stream(all)
                .filter(constant -> of(constant).equals(word))
                .findFirst()
                .orElseThrow(() -> Problem.invalid(
                        field,
                        "must be one of " + Arrays.stream(all).map(Words::of).collect(Collectors.joining(", "))));
    }
}
