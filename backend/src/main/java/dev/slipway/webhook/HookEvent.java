package dev.slipway.webhook;

import dev.slipway.platform.Problem;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a team's programs can be told of. */
enum HookEvent {
    BUILD_SUCCEEDED("build.succeeded"),
    BUILD_FAILED("build.failed"),
    BUILD_CANCELLED("build.cancelled"),
    DEPLOYMENT_SUCCEEDED("deployment.succeeded"),
    DEPLOYMENT_FAILED("deployment.failed");

    private final String word;

    HookEvent(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    /**
     * The events of words.
     *
     * @throws Problem when one is none
     */
    static Set<HookEvent> of(List<String> words) {
        EnumSet<HookEvent> events = EnumSet.noneOf(HookEvent.class);
        for (String word : words) {
            events.add(Arrays.stream(values())
                    .filter(event -> event.word.equals(word))
                    .findFirst()
                    .orElseThrow(
                            () -> Problem.invalid("events", "must be of " + text(EnumSet.allOf(HookEvent.class)))));
        }
        return events;
    }

    static String text(Set<HookEvent> events) {
        return events.stream().sorted().map(HookEvent::word).collect(Collectors.joining(","));
    }
}
