package dev.slipway.host.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.container.ContainerState.Created;
import dev.slipway.host.container.ContainerState.Exited;
import dev.slipway.host.container.ContainerState.Removing;
import dev.slipway.host.container.ContainerState.Restarting;
import dev.slipway.host.container.ContainerState.Running;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The whole table: what is legal leads where it says, everything else is refused. */
class TransitionsTest {
    private static final Instant NOW = Instant.EPOCH;
    private static final Transitions MOVES = new Transitions("c1");

    private static final Map<String, ContainerState> STATES = states();
    private static final Map<String, UnaryOperator<ContainerState>> VERBS = verbs();

    /** state.verb → resulting state. */
    private static final Map<String, String> LEGAL = legal();

    @Test
    void knowsEveryState() {
        assertEquals(
                Set.of(ContainerState.class.getPermittedSubclasses()),
                Set.copyOf(STATES.values().stream().map(Object::getClass).toList()));
    }

    @Test
    void allowsWhatTheTableListsAndRefusesTheRest() {
        STATES.forEach((name, state) -> VERBS.forEach((verb, move) -> {
            String result = LEGAL.get(name + "." + verb);
            if (result == null) {
                assertThrows(EngineException.class, () -> move.apply(state), name + "." + verb);
            } else {
                assertEquals(result, name(move.apply(state)), name + "." + verb);
            }
        }));
    }

    private static Map<String, ContainerState> states() {
        Map<String, ContainerState> states = new LinkedHashMap<>();
        for (ContainerState state : List.of(
                new Created(),
                new Running(1, NOW, false),
                new Running(1, NOW, true),
                new Restarting(1, false, NOW, NOW),
                new Exited(0, false, null, NOW, NOW),
                new Removing())) {
            states.put(name(state), state);
        }
        return states;
    }

    private static Map<String, UnaryOperator<ContainerState>> verbs() {
        return Map.of(
                "started", s -> MOVES.started(s, 1, NOW),
                "failed", s -> MOVES.failed(s, 127, "no", NOW),
                "paused", MOVES::paused,
                "resumed", MOVES::resumed,
                "ended", s -> MOVES.ended(s, 1, false, NOW),
                "restarting", s -> MOVES.restarting(s, 1, false, NOW, NOW),
                "removing", s -> MOVES.removing(s, "/web"));
    }

    private static Map<String, String> legal() {
        Map<String, String> legal = new LinkedHashMap<>();
        legal.put("Created.started", "Running");
        legal.put("Created.failed", "Created");
        legal.put("Created.removing", "Removing");
        legal.put("Running.paused", "Paused");
        legal.put("Running.ended", "Exited");
        legal.put("Running.restarting", "Restarting");
        legal.put("Paused.resumed", "Running");
        legal.put("Paused.ended", "Exited");
        legal.put("Paused.restarting", "Restarting");
        legal.put("Restarting.started", "Running");
        legal.put("Restarting.failed", "Exited");
        legal.put("Restarting.ended", "Exited");
        legal.put("Restarting.restarting", "Restarting");
        legal.put("Exited.started", "Running");
        legal.put("Exited.failed", "Exited");
        legal.put("Exited.removing", "Removing");
        return legal;
    }

    private static String name(ContainerState state) {
        return state instanceof Running running && running.paused()
                ? "Paused"
                : state.getClass().getSimpleName();
    }
}
