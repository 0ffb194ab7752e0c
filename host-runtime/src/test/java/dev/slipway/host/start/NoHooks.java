package dev.slipway.host.start;

import java.nio.file.Path;
import java.util.List;

/** Hooks of a container that is attached to nothing. */
class NoHooks implements StartHooks {
    @Override
    public List<byte[]> networkRequests() {
        return List.of();
    }

    @Override
    public List<String> interfaces() {
        return List.of();
    }

    @Override
    public List<Path> groups() {
        return List.of();
    }

    @Override
    public void attach(int pid) {}

    @Override
    public void connect(int pid) {}
}
