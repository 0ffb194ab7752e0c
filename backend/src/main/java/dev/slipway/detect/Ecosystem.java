package dev.slipway.detect;

/** One kind of project. */
interface Ecosystem {

    /** The file, or files, by which people know it. */
    String mark();

    boolean recognizes(Project project);

    /** @throws Undetectable when something is missing */
    Plan plan(Project project);
}
