package dev.slipway.host.base;

import java.util.function.Consumer;

/**
 * The steps by which work changes the host or the disk, each with a name. The engine may be killed between any two of them
 * and its successor must clear up; a test ends it before each one in turn, and learns the names from here.
 */
public final class Step {
    private static volatile Consumer<String> watcher = name -> {};

    private Step() {}

    /** Says that a step is about to be taken. @param name room-wide unique: {@code "start: make cgroup"} */
    public static void before(String name) {
        watcher.accept(name);
    }

    /** Who is told from now on; nobody by default. */
    public static void watch(Consumer<String> told) {
        watcher = told;
    }
}
