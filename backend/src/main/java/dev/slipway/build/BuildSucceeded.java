package dev.slipway.build;

/** A build has an image. Fired inside the transaction that says so. */
public record BuildSucceeded(Build build) {}
