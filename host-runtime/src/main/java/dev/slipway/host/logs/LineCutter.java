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
        for (int i = 0; i < length; i++) {
            waiting++;
            if (bytes[i] == '\n') {
                messages.message(take(), false);
            } else if (waiting == MAX_MESSAGE) {
                messages.message(take(), true);
            }
        }
    }

    /** Hands out what waits as it is: the stream has ended. */
    void flush(boolean goesOn, Messages messages) {
        if (waiting > 0) {
            messages.message(take(), goesOn);
        }
    }

    private int take() {
        int length = waiting;
        waiting = 0;
        return length;
    }

    /** Receives messages as lengths: each begins where the one before ended. */
    @FunctionalInterface
    interface Messages {
        void message(int length, boolean partial);
    }
}
