package dev.slipway.host.logs;

/** Cuts one stream into messages: a line with its newline, or a part of 16 KiB of a longer one. Keeps no bytes, only how many wait. */
final class LineCutter {
    /** Longest message; Docker's clients expect longer lines in parts of this size. */
    static final int MAX_MESSAGE = 16 << 10;

    private int waiting;

    /** Bytes of the line begun, not yet handed out. */
    int waiting() {
        return waiting;
    }

    /** Takes the stream's next {@code length} bytes and hands out the messages they complete, in order. */
    void feed(byte[] bytes, int length, Messages messages) {
        // Without a second compiler a loop over a field costs twice as much; this one sees every byte that containers
        // write.
        int begun = -waiting;
        int at = 0;
        while (at < length) {
            int stop = Math.min(length, begun + MAX_MESSAGE);
            while (at < stop && bytes[at] != '\n') {
                at++;
            }
            boolean ended = at < stop;
            at += ended ? 1 : 0;
            if (ended || at - begun == MAX_MESSAGE) {
                messages.message(at - begun, !ended);
                begun = at;
            }
        }
        waiting = length - begun;
    }

    /** Hands out what waits as it is: the stream has ended. */
    void flush(boolean goesOn, Messages messages) {
        if (waiting > 0) {
            int length = waiting;
            waiting = 0;
            messages.message(length, goesOn);
        }
    }

    /** Receives messages as lengths: each begins where the one before ended. */
    @FunctionalInterface
    interface Messages {
        void message(int length, boolean partial);
    }
}
