package dev.slipway.host.cgroup;

/** A control file of lines "key number", read once and looked into several times. */
record KeyedFile(String text) {
    /** The number behind {@code key}; 0 when no line has that key. */
    long get(String key) {
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            int stop = end < 0 ? text.length() : end;
            int value = at + key.length() + 1;
            if (value < stop && text.startsWith(key, at) && text.charAt(value - 1) == ' ') {
                return Long.parseLong(text, value, stop, 10);
            }
            at = stop + 1;
        }
        return 0;
    }
}
