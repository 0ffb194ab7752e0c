package dev.slipway.host.tenant;

import dev.slipway.host.spec.IdRange;

/**
 * Whose a thing is.
 *
 * @param id {@code ""} for the operator (engine.sock), else the control plane's team id, {@code [a-z0-9-]{1,64}}
 * @param index small number, never used again for another tenant of this engine; 0 = operator
 * @param ids host ids of its containers, disjoint from every other tenant's and engine's
 */
public record Tenant(String id, int index, IdRange ids) {
    public boolean operator() {
        return id.isEmpty();
    }

    /** Parent group of its containers, relative to the engine's. */
    public String cgroupParent() {
        return "t-" + index;
    }

    /** Its default network's name. */
    public String network() {
        return operator() ? "bridge" : "t-" + index;
    }
}
