package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether a container that becomes unhealthy is ended, so that its restart rule starts it again. Pure. */
final class UnhealthyRule {
    /** The label that asks for it; Docker has no field for this wish. */
    static final String LABEL = "dev.slipway.restart-unhealthy";

    private UnhealthyRule() {}

    static boolean restarts(@Nullable Map<String, String> labels) {
        return labels != null && "true".equals(labels.get(LABEL));
    }

    /** @throws EngineException INVALID when the wish could not come true */
    static void check(@Nullable Map<String, String> labels, RestartRule rule, boolean checked) {
        String wish = labels == null ? null : labels.get(LABEL);
        if (wish == null || wish.equals("false")) {
            return;
        }
        if (!wish.equals("true")) {
            throw EngineException.invalid("invalid value '" + wish + "' of label '" + LABEL + "': use true or false");
        }
        boolean always = switch (rule.kind()) {
            case ALWAYS, UNLESS_STOPPED -> true;
            case NO, ON_FAILURE -> false;
        };
        if (!always) {
            // An unhealthy program may well end with 0 when asked to.
            throw EngineException.invalid("label '" + LABEL
                    + "' needs a restart policy that starts the container again: use 'always' or 'unless-stopped'");
        }
        if (!checked) {
            throw EngineException.invalid("label '" + LABEL + "' needs a health check: the container has none");
        }
    }
}
