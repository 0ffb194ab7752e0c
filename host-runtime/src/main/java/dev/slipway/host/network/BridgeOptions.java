package dev.slipway.host.network;

import dev.slipway.host.base.EngineException;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Docker's options of the bridge driver that mean something here; every other one is refused by its name. */
record BridgeOptions(@Nullable String bridge, boolean isolated, boolean masquerade, int mtu, String hostIp) {
    private static final String DOCKER = "com.docker.network.bridge.";
    private static final String MTU = "com.docker.network.driver.mtu";
    /** IFNAMSIZ without the final NUL. */
    private static final Pattern LINK = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,14}");

    private static final int LEAST_MTU = 68;
    private static final int LEAST_MTU6 = 1280;
    private static final int MOST_MTU = 65_535;

    static BridgeOptions of(NetworkPlan plan) {
        String bridge = null;
        boolean isolated = false;
        boolean masquerade = true;
        int mtu = 0;
        String hostIp = "";
        for (Map.Entry<String, String> option : plan.options().entrySet()) {
            String value = option.getValue();
            switch (option.getKey()) {
                case DOCKER + "name" -> bridge = link(value);
                case DOCKER + "enable_icc" -> isolated = !flag(option);
                case DOCKER + "enable_ip_masquerade" -> masquerade = flag(option);
                case DOCKER + "host_binding_ipv4" -> hostIp = Ipv4.text(Ipv4.parse(value));
                case MTU -> mtu = mtu(value, plan.ipv6() ? LEAST_MTU6 : LEAST_MTU);
                default ->
                    throw EngineException.invalid(
                            "network option '" + option.getKey() + "' is not supported by this engine: leave it out");
            }
        }
        return new BridgeOptions(bridge, isolated, masquerade, mtu, hostIp);
    }

    private static String link(String value) {
        if (!LINK.matcher(value).matches()) {
            throw EngineException.invalid("invalid bridge name '" + value
                    + "': up to 15 letters, digits, dots, dashes and underscores, a letter or digit first");
        }
        return value;
    }

    private static boolean flag(Map.Entry<String, String> option) {
        return switch (option.getValue()) {
            case "true", "1", "t", "T", "TRUE", "True" -> true;
            case "false", "0", "f", "F", "FALSE", "False" -> false;
            default ->
                throw EngineException.invalid("network option '" + option.getKey() + "' must be true or false, not '"
                        + option.getValue() + "'");
        };
    }

    private static int mtu(String value, int least) {
        try {
            int mtu = Integer.parseInt(value);
            if (mtu >= least && mtu <= MOST_MTU) {
                return mtu;
            }
        } catch (NumberFormatException e) {
            // Said below, with what was given.
        }
        throw EngineException.invalid(
                "network option '" + MTU + "' must be " + least + " to " + MOST_MTU + " bytes, not '" + value + "'");
    }
}
