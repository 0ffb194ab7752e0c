package dev.slipway.platform;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Names one state of somebody's settings: sent as {@code ETag}, and when it comes back as {@code If-Match}, a change is
 * refused unless the settings are still those the caller saw (RFC 9110, 13.1.1). It covers settings alone, not what the
 * platform says beside them, such as whether an app runs.
 *
 * @param text without quotes
 */
public record SettingsTag(String text) {

    private static final int LETTERS = 16;

    /** Of these settings, in this order. */
    public static SettingsTag of(@Nullable Object... settings) {
        String joined = Arrays.stream(settings)
                .map(one -> one == null ? "-" : one.toString().length() + ":" + one)
                .collect(Collectors.joining("|"));
        return new SettingsTag(HexFormat.of().formatHex(Digests.sha256(joined)).substring(0, LETTERS));
    }

    /** Something the API shows together with the tag of its settings. */
    public interface Tagged {

        /** Of the settings as they are shown. */
        SettingsTag tag();
    }

    /** As headers carry it. */
    public String header() {
        return "\"" + text + "\"";
    }

    /**
     * Passes when the caller has seen these settings, or does not say.
     *
     * @param ifMatch the header: tags with commas between, or {@code *}
     * @throws Problem when the settings have changed since
     */
    public void require(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.strip().equals("*")) {
            return;
        }
        boolean seen = Arrays.stream(ifMatch.split(",", -1)).map(String::strip).anyMatch(header()::equals);
        if (!seen) {
            throw new Problem(
                    Problem.Kind.PRECONDITION_FAILED,
                    String.format(
                            Locale.ROOT,
                            "the settings have changed since: they are now %s; read them again and repeat the change",
                            header()));
        }
    }
}
