package dev.slipway.host.cgroup;

/** The v1 hierarchies in which every container has a group of its own, in the order in which processes are added. */
enum V1Part {
    MEMORY("memory"),
    PIDS("pids"),
    CPU("cpu"),
    CPUACCT("cpuacct"),
    UNIFIED(""),
    /** Only where no unified hierarchy is mounted. */
    FREEZER("freezer");

    private final String controller;

    V1Part(String controller) {
        this.controller = controller;
    }

    /** The kernel's name of the controller. */
    String controller() {
        return controller;
    }
}
