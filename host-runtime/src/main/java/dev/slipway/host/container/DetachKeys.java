package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds the keys by which a client leaves, in what it types. Holds back the beginning of the sequence until it is clear. */
public final class DetachKeys {
    private static final String DEFAULT = "ctrl-p,ctrl-q";
    private static final String CONTROL = "ctrl-";
    private static final int CONTROL_MASK = 0x1f;

    private final byte[] keys;
    private int matched;

    private DetachKeys(byte[] keys) {
        this.keys = keys;
    }

    /** @param text {@code "ctrl-p,ctrl-q"}, {@code "ctrl-x,x"}; null or "" for the default; 400 for nonsense */
    public static DetachKeys of(@Nullable String text) {
        String wanted = text == null || text.isEmpty() ? DEFAULT : text;
        ByteArrayOutputStream keys = new ByteArrayOutputStream();
        for (String key : wanted.split(",", -1)) {
            keys.write(key(key, wanted));
        }
        return new DetachKeys(keys.toByteArray());
    }

    private static int key(String key, String all) {
        if (key.length() == 1) {
            return key.charAt(0);
        }
        if (key.length() == CONTROL.length() + 1 && key.startsWith(CONTROL)) {
            char c = key.charAt(CONTROL.length());
            if ((c >= 'a' && c <= 'z') || "@[\\]^_".indexOf(c) >= 0) {
                return c & CONTROL_MASK;
            }
        }
        throw EngineException.invalid("invalid detach keys (" + all + ") provided");
    }

    /** What of the first {@code length} bytes goes on to the process; null when the sequence is complete. */
    public byte @Nullable [] filter(byte[] typed, int length) {
        if (matched == 0 && Arrays.equals(typed, 0, length, keys, 0, 0)) {
            return new byte[0];
        }
        ByteArrayOutputStream on = new ByteArrayOutputStream(length + matched);
        for (int i = 0; i < length; i++) {
            if (typed[i] == keys[matched]) {
                matched++;
                if (matched == keys.length) {
                    return null;
                }
            } else {
                on.write(keys, 0, matched);
                matched = 0;
                if (typed[i] == keys[0] && keys.length > 1) {
                    matched = 1;
                } else {
                    on.write(typed[i]);
                }
            }
        }
        return on.toByteArray();
    }
}
