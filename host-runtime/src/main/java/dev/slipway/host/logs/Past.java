package dev.slipway.host.logs;

import java.util.List;

/**
 * A container's output until one moment.
 *
 * @param messages the complete ones; to be closed
 * @param begun lines begun at that moment, one for each stream that has one
 */
public record Past(ContainerLog.LogReader messages, List<LogLine> begun) implements AutoCloseable {
    @Override
    public void close() {
        messages.close();
    }
}
