package dev.slipway.host.container;

import java.util.ArrayDeque;

/** What has been made so far, to be taken back in reverse order when a later step fails. */
final class Undo {
    private static final System.Logger LOG = System.getLogger(Undo.class.getName());
    private final ArrayDeque<Step> steps = new ArrayDeque<>();

    /** @param name what the act does, for the log: {@code "remove cgroup"} */
    void add(String name, Runnable act) {
        steps.push(new Step(name, act));
    }

    /** Runs all acts, the latest first; one that fails does not keep the others from running. */
    void run(String subject) {
        while (!steps.isEmpty()) {
            Step step = steps.pop();
            attempt(step.name + " of '" + subject + "'", step.act);
        }
    }

    /** Runs {@code act}; a failure is logged, because the caller can only go on. The sweep at the next start tries again. */
    static void attempt(String what, Runnable act) {
        try {
            act.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot " + what + ", left to the next engine start", e);
        }
    }

    private record Step(String name, Runnable act) {}
}
