package dev.slipway.e2e.bench;

import dev.slipway.e2e.support.Command;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A container engine of the benchmark's own, ours or a peer: both are driven by the same client and leave nothing. */
public interface Daemon extends AutoCloseable {
    /** As it stands in the figures. */
    String title();

    Path socket();

    /** Its processes on the host now, the containers' own ones left out. */
    List<Long> processes();

    /** The docker client on this daemon. */
    default Command docker(String... words) {
        return Command.run(Map.of("DOCKER_BUILDKIT", "0"), dockerWords(words));
    }

    default String[] dockerWords(String... words) {
        List<String> all = new ArrayList<>(List.of("docker", "-H", "unix://" + socket()));
        all.addAll(List.of(words));
        return all.toArray(String[]::new);
    }

    @Override
    void close();
}
