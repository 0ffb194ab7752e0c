package dev.slipway.host.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineCutterTest {
    private final LineCutter cutter = new LineCutter();
    private final List<String> cut = new ArrayList<>();

    @Test
    void cutsAtNewlinesWhereverTheChunksEnd() {
        // When
        feed("on");
        feed("e\ntwo\nthr");
        feed("ee\n");
        // Then
        assertEquals(List.of("4", "4", "6"), cut);
    }

    @Test
    void cutsLongLinesIntoPartsOf16KiB() {
        // When
        feed("x".repeat(40_000) + "\n");
        // Then
        assertEquals(List.of("16384+", "16384+", "7233"), cut);
    }

    @Test
    void handsOutALineWithoutNewlineAtTheEndOnly() {
        // Given
        feed("prompt> ");
        assertEquals(List.of(), cut);
        // When
        cutter.flush(false, this::message);
        // Then
        assertEquals(List.of("8"), cut);
        assertEquals(0, cutter.waiting());
    }

    private void feed(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        cutter.feed(bytes, bytes.length, this::message);
    }

    private void message(int length, boolean partial) {
        cut.add(length + (partial ? "+" : ""));
    }
}
