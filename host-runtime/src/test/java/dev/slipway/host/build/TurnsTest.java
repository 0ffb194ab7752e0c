package dev.slipway.host.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final List<Object> heard = new ArrayList<>();
    private final Turns turns = new Turns(List.of(0, 1, 3), message -> heard.add(message.get("stream")));

    private void say(int stage, String text) {
        turns.say(stage, Map.of("stream", text));
    }

    @Test
    void stagesAreHeardInTheFilesOrder() {
        // Given
        say(3, "c1");
        say(0, "a1");
        say(1, "b1");
        // When
        turns.done(1);
        say(0, "a2");
        turns.done(0);
        say(3, "c2");
        turns.done(3);
        // Then
        assertEquals(List.of("a1", "a2", "b1", "c1", "c2"), heard);
    }

    @Test
    void whatAFailedStageSaidIsHeardBeforeItsTurn() {
        // Given
        say(0, "a");
        say(3, "why");
        // When
        turns.flush(3);
        // Then
        assertEquals(List.of("a", "why"), heard);
    }
}
