package dev.slipway.host.tenant;

/** The tenants this engine has seen, durable, with their id ranges out of the engine's slab of host ids. */
public interface Tenants {
    /** The operator, who is always there. */
    Tenant operator();

    /** The tenant of {@code id}, made at first sight; {@code ""} is the operator. */
    Tenant of(String id);
}
