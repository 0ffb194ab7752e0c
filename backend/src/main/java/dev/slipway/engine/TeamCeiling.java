package dev.slipway.engine;

/**
 * What all processes of a team together may use of a host.
 *
 * @param memoryBytes without swap beside it
 * @param nanoCpus billionths of a processor
 * @param pids processes and threads
 */
public record TeamCeiling(long memoryBytes, long nanoCpus, long pids) {}
