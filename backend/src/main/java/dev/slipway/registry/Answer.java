package dev.slipway.registry;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a door says.
 *
 * @param status of HTTP
 * @param headers besides the length
 * @param body what follows
 */
record Answer(int status, Map<String, String> headers, Body body) {

    static final String JSON = "application/json";

    /** What follows the headers. */
    sealed interface Body {}

    /** Bytes at hand. */
    record Bytes(byte[] bytes) implements Body {}

    /** Part of a file; for HEAD only its length is told. */
    record Part(Path file, long from, long length) implements Body {}

    static Answer empty(int status) {
        return new Answer(status, Map.of(), new Bytes(new byte[0]));
    }

    static Answer of(int status, String type, byte[] bytes) {
        return new Answer(status, Map.of("Content-Type", type), new Bytes(bytes));
    }

    static Answer part(int status, Path file, long from, long length) {
        return new Answer(status, Map.of("Content-Type", "application/octet-stream"), new Part(file, from, length));
    }

    Answer with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new Answer(status, Map.copyOf(more), body);
    }
}
