package dev.slipway.host.linux;

/**
 * How long a thread runs before another has its turn: its slice, which it gives to all it starts (sched_setattr(2); the field
 * {@code sched_runtime} of ordinary threads since Linux 6.12, ignored before).
 *
 * <p>A slice is no share: whoever asks for short ones runs as much, in more turns. What wakes up comes before what has a longer
 * slice and otherwise waits for as many slices as others want to run, so the kernel's default of 2 to 3 ms on small machines
 * makes a quick answer slow beside a busy neighbour.
 */
public final class ProcessorTurns {
    /** Nanoseconds of a turn: of containers, so that they do not wait long for one another, and of what serves them. */
    private static final long SLICE_NANOS = 500_000;

    /** What a process has that nobody gave another. */
    public static final int ORDINARY_NICE = 0;

    /** Bytes of the first version of {@code struct sched_attr} with utilization clamps. */
    private static final long ATTRIBUTES_BYTES = 56;

    /** Three times less of the processor than the process's other threads, where all of them want it. */
    private static final int STEP = 5;

    private static final int LEAST = 19;
    private static final int PRIO_PROCESS = 0;

    /** getpriority(2): the kernel answers 20 - nice, because negative answers are errors. */
    private static final int NICE_BASE = 20;

    private ProcessorTurns() {}

    /**
     * {@code struct sched_attr} of an ordinary thread with short turns, as words of eight bytes.
     *
     * @param nice from -20, the most weight, to 19
     */
    public static long[] attributes(int nice) {
        long niceAndPriority = Integer.toUnsignedLong(nice);
        return new long[] {ATTRIBUTES_BYTES, 0, niceAndPriority, SLICE_NANOS, 0, 0, 0};
    }

    /** Gives this thread, and all that it starts from now on, short turns; its nice value stays. */
    public static void shorten() {
        take(nice());
    }

    /** As {@link #shorten}, and lets this thread come behind the process's others where all want the processor. */
    public static void stepBack() {
        take(Math.min(LEAST, nice() + STEP));
    }

    private static int nice() {
        long answer = Sys.raw(SyscallNumber.GETPRIORITY, PRIO_PROCESS, 0);
        return answer < 0 ? ORDINARY_NICE : (int) (NICE_BASE - answer);
    }

    /** A kernel that refuses leaves the thread as it is. */
    private static void take(int nice) {
        long[] attributes = attributes(nice);
        try (NativeMemory memory = new NativeMemory((int) ATTRIBUTES_BYTES)) {
            for (int word = 0; word < attributes.length; word++) {
                memory.putLong((long) word * Long.BYTES, attributes[word]);
            }
            Sys.raw(SyscallNumber.SCHED_SETATTR, 0, memory.address(), 0);
        }
    }
}
