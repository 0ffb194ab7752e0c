package dev.slipway.host.main;

/** Settings of the libraries we stand on that must be there before their classes are used. A value given on the command line wins. */
final class Tuning {
    private Tuning() {}

    static void apply() {
        // Netty's pools for heavy traffic take 4 MiB per arena and thread; 256 KiB pieces serve a host as well and
        // leave
        // a quarter of the process's memory to the containers.
        set("io.netty.allocator.maxOrder", "5");
        set("io.netty.allocator.numDirectArenas", "2");
        set("io.netty.allocator.numHeapArenas", "1");
        // System calls that take milliseconds hold their carrier; with one carrier per processor two starts at once
        // would
        // keep everybody else waiting.
        int carriers = Math.max(8, 2 * Runtime.getRuntime().availableProcessors());
        set("jdk.virtualThreadScheduler.parallelism", Integer.toString(carriers));
        set("jdk.virtualThreadScheduler.maxPoolSize", Integer.toString(4 * carriers));
    }

    private static void set(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }
}
