package dev.slipway.e2e.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.slipway.e2e.support.Command;
import dev.slipway.e2e.support.SourceTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Debian's python3-docker. */
@ExtendWith(OnEngine.class)
class PythonDockerTest {
    @Test
    void everydayFlowsGoAsTheyDoWithDocker(SharedEngine shared) {
        // Given: Debian's own interpreter, for which the package is
        String script =
                SourceTree.root().resolve("src/test/resources/docker/flows.py").toString();
        // When
        Command flows = Command.run(
                        "/usr/bin/python3", script, "unix://" + shared.engine().socket())
                .succeeded();
        // Then
        assertEquals("""
                version_and_info
                run
                lifecycle_and_logs
                exec_and_attach
                files
                build
                volumes
                networks
                events
                disk_use
                """, flows.out());
    }
}
