package dev.slipway.engine;

/**
 * What all processes of a team together may use of a host.
 *
 * @param memoryBytes without swap beside it
 * @param nanoCpus billionths of a processor
 * @param pids processes and threads
 * @param diskBytes of each container's own files
 */
public record TeamCeiling(long memoryBytes, long nanoCpus, long pids, long diskBytes) {}
