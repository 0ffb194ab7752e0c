package dev.slipway.host.api.http;

/** Serves one request on a thread of its own; it may block. */
@FunctionalInterface
public interface Handler {
    /** Answers {@code exchange}. An exception that leaves this method cuts the connection, so answer failures before. */
    void serve(Exchange exchange) throws Exception;
}
