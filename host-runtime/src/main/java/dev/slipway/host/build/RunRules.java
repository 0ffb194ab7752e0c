package dev.slipway.host.build;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.build.dockerfile.Instruction.Run;
import org.jspecify.annotations.Nullable;

/** Which flags of RUN are carried out, and which are refused by name: a flag that is silently dropped breaks builds later. */
final class RunRules {
    private static final String HOST = "host";
    private static final String NONE = "none";
    private static final String DEFAULT = "default";

    private RunRules() {}

    /** @param requested the network mode of the whole build */
    static void check(Run run, @Nullable String requested) {
        if (run.security() != null && !run.security().equals("sandbox")) {
            throw error(run, "RUN --security=" + run.security() + " is not allowed: only sandbox is");
        }
        String network = run.network();
        boolean known = network == null || network.equals(DEFAULT) || network.equals(NONE) || network.equals(HOST);
        if (!known) {
            throw error(run, "RUN --network=" + network + " is not known: use default or none");
        }
        if (HOST.equals(network) && !HOST.equals(requested)) {
            throw error(run, "RUN --network=host is not allowed: the build itself was not given the host's network");
        }
    }

    /** The network mode of the step's container; "" for the tenant's default. */
    static String network(Run run, @Nullable String requested) {
        return network(run.network() == null || run.network().equals(DEFAULT) ? requested : run.network());
    }

    /** The same for what is no RUN. */
    static String network(@Nullable String network) {
        return network == null || network.equals(DEFAULT) ? "" : network;
    }

    private static EngineException error(Run run, String message) {
        return EngineException.invalid("dockerfile parse error on line " + run.line() + ": " + message);
    }
}
