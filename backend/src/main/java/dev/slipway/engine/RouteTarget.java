package dev.slipway.engine;

/** A container's port behind a host name. */
public record RouteTarget(String container, int port) {}
