package dev.slipway.host.spec;

/** A namespace that a container may share with the host instead of having its own. */
public enum HostNamespace {
    IPC,
    PID,
    UTS
}
