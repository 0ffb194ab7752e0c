package dev.slipway.host.start;

import java.util.List;

/** Hooks of a container that is attached to nothing. */
final class NoHooks implements StartHooks {
    @Override
    public List<byte[]> networkRequests() {
        return List.of();
    }

    @Override
    public void attach(int pid) {}
}
