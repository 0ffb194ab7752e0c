package dev.slipway.host.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.slipway.host.base.EngineException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessColumnsTest {
    /** A shell that started a day, an hour, a minute and a second ago and used an hour of processor time. */
    private static final ProcessFacts SHELL = new ProcessFacts(
            42,
            "S 7 42 41 34816 0 0 0 0 0 0 300000 60000 0 0 20 5 3 0 99 8388608 256".split(" "),
            1000,
            "sh",
            "sh -c wait",
            Duration.ofSeconds(86400 + 3600 + 60 + 1),
            Instant.parse("2026-01-02T03:04:05Z"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                    | UID PID PPID C STIME TTY TIME CMD | 1000 42 7 3 02:03 pts/0 01:00:00 sh -c wait
                    -ef                   | UID PID PPID C STIME TTY TIME CMD | 1000 42 7 3 02:03 pts/0 01:00:00 sh -c wait
                    aux                   | USER PID %CPU RSS VSZ TTY STAT START TIME COMMAND | 1000 42 4.0 1024 8192 pts/0 S 02:03 01:00:00 sh -c wait
                    -o pid,comm           | PID COMMAND | 42 sh
                    -eo pid,ppid,pgid,sid | PID PPID PGID SID | 42 7 42 41
                    -o pid,etime,etimes   | PID ELAPSED ELAPSED | 42 1-01:01:01 90061
                    o pid,nlwp,ni,s       | PID NLWP NI S | 42 3 5 S
                    -opid,args            | PID COMMAND | 42 sh -c wait
                    """)
    void columnsAreThoseOfPs(String arguments, String titles, String row) {
        // Given / When
        ProcessColumns columns = ProcessColumns.parse(arguments);
        // Then
        assertEquals(List.of(titles.split(" ")), columns.titles());
        assertEquals(row, String.join(" ", columns.of(SHELL)));
    }

    @Test
    void aProcessWithoutArgumentsHasItsNameInBrackets() {
        // Given
        ProcessFacts zombie = new ProcessFacts(42, SHELL.stat(), 0, "gone", "", Duration.ZERO, SHELL.now());
        // When / Then
        assertEquals(List.of("42", "[gone]"), ProcessColumns.parse("-o pid,cmd").of(zombie));
    }

    @ParameterizedTest
    @CsvSource({
        "--forest, ps arguments '--forest' are not supported by this engine",
        "-o comm, couldn't find PID field in ps output",
        "'-o pid,wchan', ps column 'wchan' is not supported by this engine"
    })
    void whatIsNotUnderstoodIsRefusedByName(String arguments, String why) {
        // Given / When
        EngineException refused = assertThrows(EngineException.class, () -> ProcessColumns.parse(arguments));
        // Then
        assertEquals(why, refused.getMessage().substring(0, why.length()));
    }
}
