package dev.slipway.deploy;

import java.util.Map;

/** Labels which tell whose a container is, also when the row that would say so was never written. */
final class Labels {

    static final String APP = "slipway.app";
    static final String RELEASE = "slipway.release";
    static final String INSTANCE = "slipway.instance";

    private Labels() {}

    static Map<String, String> of(Instance instance) {
        return Map.of(
                APP,
                instance.appId.toString(),
                RELEASE,
                String.valueOf(instance.releaseNumber),
                INSTANCE,
                instance.id.toString());
    }
}
