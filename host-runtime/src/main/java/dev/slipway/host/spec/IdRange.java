package dev.slipway.host.spec;

/**
 * The host ids that a container's users are: container id {@code n} is host id {@code base + n}, for uid and gid alike.
 *
 * @param base first host id
 * @param size how many ids; 65,536 unless the tenant needs more
 */
public record IdRange(long base, long size) {}
