package dev.slipway.host.linux;

/**
 * epoll(7): readiness of many descriptors, awaited by one thread; any thread may add, change, remove and {@link #wake()}.
 *
 * <p>Level-triggered unless {@link #ONESHOT} is asked for. A descriptor must be removed before it is closed: the shim of a
 * container holds the same open file, so closing alone would leave the registration behind, beyond reach.
 */
public final class Epoll implements AutoCloseable {
    public static final int IN = 0x001;
    public static final int OUT = 0x004;
    public static final int ERR = 0x008;
    public static final int HUP = 0x010;
    public static final int ONESHOT = 1 << 30;

    /** Most events taken by one {@link #await}; the rest stay ready for the next. */
    private static final int BATCH = 64;

    private static final int CTL_ADD = 1;
    private static final int CTL_DEL = 2;
    private static final int CTL_MOD = 3;
    private static final int CLOEXEC = 0x80000;
    private static final int NONBLOCK = 0x800;
    private static final long WAKE_KEY = Long.MIN_VALUE;

    /** struct epoll_event is packed on x86-64 only. */
    private static final int EVENT_SIZE = Architecture.current() == Architecture.X86_64 ? 12 : 16;

    private static final int DATA_OFFSET = EVENT_SIZE - Long.BYTES;

    private final Fd epoll;
    private final Fd wakeup;
    private final NativeMemory events = NativeMemory.collected(EVENT_SIZE * BATCH);
    private final NativeMemory counter = NativeMemory.collected(Long.BYTES);

    public Epoll() {
        epoll = new Fd((int) Sys.call("epoll_create", "", SyscallNumber.EPOLL_CREATE1, CLOEXEC), "epoll");
        wakeup = new Fd((int) Sys.call("eventfd", "", SyscallNumber.EVENTFD2, 0, CLOEXEC | NONBLOCK), "epoll wakeup");
        add(wakeup, IN, WAKE_KEY);
    }

    /**
     * Watches {@code target}.
     *
     * @param interest {@link #IN}, {@link #OUT}, {@link #ONESHOT}; errors and hang-ups are always reported
     * @param key handed to the receiver; {@link Long#MIN_VALUE} is taken
     */
    public void add(Fd target, int interest, long key) {
        control("epoll add", CTL_ADD, target, interest, key);
    }

    /** Changes what is watched of a descriptor that was added. */
    public void modify(Fd target, int interest, long key) {
        control("epoll modify", CTL_MOD, target, interest, key);
    }

    /** Stops watching; nothing happens when it is not watched or closed already. */
    public void remove(Fd target) {
        if (target.isOpen()) {
            Sys.raw(SyscallNumber.EPOLL_CTL, epoll.number(), CTL_DEL, target.number(), 0);
        }
    }

    /**
     * Waits until something is ready, {@link #wake()} was called, or the time is over, and hands over what is ready. One
     * thread at a time.
     *
     * @param timeoutMillis -1 = for ever
     */
    public void await(long timeoutMillis, Ready receiver) {
        long count = Sys.call(
                "epoll wait",
                "",
                SyscallNumber.EPOLL_PWAIT,
                epoll.number(),
                events.address(),
                BATCH,
                timeoutMillis,
                0,
                8);
        for (int i = 0; i < count; i++) {
            long offset = (long) i * EVENT_SIZE;
            long key = events.getLong(offset + DATA_OFFSET);
            if (key == WAKE_KEY) {
                Sys.raw(SyscallNumber.READ, wakeup.number(), counter.address(), Long.BYTES);
            } else {
                receiver.ready(key, events.getInt(offset));
            }
        }
    }

    /** Ends the current or next {@link #await} early. */
    public void wake() {
        try (NativeMemory one = new NativeMemory(Long.BYTES).putLong(0, 1)) {
            Sys.raw(SyscallNumber.WRITE, wakeup.number(), one.address(), Long.BYTES);
        }
    }

    @Override
    public void close() {
        epoll.close();
        wakeup.close();
    }

    private void control(String operation, int verb, Fd target, int interest, long key) {
        try (NativeMemory event =
                new NativeMemory(EVENT_SIZE).putInt(0, interest).putLong(DATA_OFFSET, key)) {
            Sys.call(
                    operation,
                    target.name(),
                    SyscallNumber.EPOLL_CTL,
                    epoll.number(),
                    verb,
                    target.number(),
                    event.address());
        }
    }

    /** Receives what {@link #await} found. */
    @FunctionalInterface
    public interface Ready {
        /** @param ready the flags that hold, of {@link #IN}, {@link #OUT}, {@link #ERR}, {@link #HUP} */
        void ready(long key, int ready);
    }
}
