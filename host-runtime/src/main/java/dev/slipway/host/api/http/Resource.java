package dev.slipway.host.api.http;

/** A part of the API: adds its routes to a table. */
public interface Resource {
    void register(Routes routes);
}
