package dev.slipway.host.network.names;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Recent answers of the host's resolvers, for one network only: no tenant learns what another one asked. */
final class AnswerCache {
    private static final int MAX_ENTRIES = 256;
    private static final int MAX_ANSWER_BYTES = 2048;
    private static final int LOAD_PERCENT = 75;
    /** The host's resolver has a cache with the record's own times; this one only takes the edge off. */
    private static final long LONGEST_SECONDS = 30;

    private final LongSupplier nanoTime;
    private final Map<ByteBuffer, Entry> entries = new LinkedHashMap<>(16, LOAD_PERCENT / 100f, true);

    private record Entry(byte[] answer, List<Integer> timesToLive, long since, long seconds) {}

    AnswerCache(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The answer under the question's number, with the time that has passed taken off its records. */
    synchronized Optional<byte[]> find(Question question) {
        Entry entry = entries.get(key(question));
        if (entry == null) {
            return Optional.empty();
        }
        long age = Duration.ofNanos(nanoTime.getAsLong() - entry.since()).toSeconds();
        if (age >= entry.seconds()) {
            entries.remove(key(question));
            return Optional.empty();
        }
        ByteBuffer answer = ByteBuffer.wrap(entry.answer().clone()).putShort(0, (short) question.id());
        entry.timesToLive().forEach(offset -> answer.putInt(offset, answer.getInt(offset) - (int) age));
        return Optional.of(answer.array());
    }

    synchronized void keep(Question question, byte[] answer) {
        List<Integer> times = Answer.timesToLive(answer, question.end());
        if (!Answer.isDefinite(answer)
                || Answer.isTruncated(answer)
                || answer.length > MAX_ANSWER_BYTES
                || times.isEmpty()) {
            return;
        }
        ByteBuffer message = ByteBuffer.wrap(answer);
        long seconds = times.stream()
                .mapToLong(offset -> Integer.toUnsignedLong(message.getInt(offset)))
                .reduce(LONGEST_SECONDS, Math::min);
        if (seconds > 0) {
            entries.put(key(question), new Entry(answer, times, nanoTime.getAsLong(), seconds));
        }
        if (entries.size() > MAX_ENTRIES) {
            entries.remove(entries.keySet().iterator().next());
        }
    }

    /** The query without its number: flags and options of the client count too. */
    private static ByteBuffer key(Question question) {
        return ByteBuffer.wrap(question.bytes(), 2, question.bytes().length - 2).slice();
    }
}
