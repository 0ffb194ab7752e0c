package dev.slipway.host.registry;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Asks again when a registry says that it cannot answer now: after a while that doubles each time, or as long as its
 * {@code Retry-After} wishes (RFC 9110), within a bound. What is asked must be harmless to repeat, as all of the distribution
 * protocol is: content is named by its digest.
 */
final class Patience {
    private static final int MAX_ATTEMPTS = 4;

    /** Too many requests, and the ways of a server or its proxy to be down for a moment. */
    private static final Set<Integer> PASSING = Set.of(429, 500, 502, 503, 504);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    /** A client waits for the pull: an answer that wants more than this is passed on instead. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** One exchange. */
    interface Exchange {
        Transport.Answer send() throws IOException;
    }

    /** The first answer that is final; the last one when patience has ended. */
    Transport.Answer send(Exchange exchange) throws IOException {
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            Transport.Answer answer = exchange.send();
            Duration wanted = wanted(answer, pause);
            boolean last = attempt == MAX_ATTEMPTS || wanted.compareTo(LONGEST_PAUSE) > 0;
            if (last || !PASSING.contains(answer.status())) {
                return answer;
            }
            answer.close();
            rest(wanted);
            pause = pause.multipliedBy(2);
        }
    }

    private static Duration wanted(Transport.Answer answer, Duration pause) {
        String seconds = answer.header("Retry-After");
        return seconds.matches("\\d{1,6}") ? Duration.ofSeconds(Long.parseLong(seconds)) : pause;
    }

    /** A bit longer each time by chance, so that many who were refused at once do not come back at once. */
    private static void rest(Duration pause) throws InterruptedIOException {
        long millis = pause.toMillis();
        try {
            TimeUnit.MILLISECONDS.sleep(millis + ThreadLocalRandom.current().nextLong(millis / 4 + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
