package dev.slipway.host.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A conversation with the kernel over a NETLINK_ROUTE socket (netlink(7), rtnetlink(7)), in the network namespace of
 * the thread that opened it. One request at a time; calls by several threads queue up.
 */
public final class Netlink implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int SOL_SOCKET = 1;
    /** SO_RCVTIMEO with the 64-bit timeval. */
    private static final int SO_RCVTIMEO = 20;
    /** The kernel answers a request before send returns; waiting at all means that an answer was lost. */
    private static final int ANSWER_TIMEOUT_SECONDS = 5;

    private static final int HEADER_BYTES = 16;
    private static final int SEQUENCE_OFFSET = 8;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int NLM_F_CAPPED = 0x100;
    private static final int NLM_F_ACK_TLVS = 0x200;
    private static final int NLMSGERR_ATTR_MSG = 1;
    /** Large enough for any datagram of a dump, which the kernel cuts at 32 KiB. */
    private static final int BUFFER_BYTES = 64 << 10;

    private final Fd socket;
    private final NativeMemory buffer = NativeMemory.collected(BUFFER_BYTES);
    private int sequence;

    private Netlink(Fd socket) {
        this.socket = socket;
    }

    /**
     * Opens a socket in the network namespace of the process {@code pid}. A thread of its own goes there for the one call
     * and comes back: a thread that it started meanwhile would stay there for ever.
     */
    public static Netlink openIn(int pid) {
        FutureTask<Netlink> task = new FutureTask<>(() -> openAway(pid));
        Thread.ofPlatform().daemon().name("in the network of " + pid).start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KernelException("enter network namespace", "process " + pid, Errno.EINTR);
        }
    }

    private static Netlink openAway(int pid) {
        Path there = Path.of("/proc/" + pid + "/ns/net");
        try (Fd home = Descriptors.open(Path.of("/proc/thread-self/ns/net"), Descriptors.READ_ONLY);
                Fd away = Descriptors.open(there, Descriptors.READ_ONLY)) {
            Sys.call("setns", there.toString(), SyscallNumber.SETNS, away.number(), CLONE_NEWNET);
            try {
                return open();
            } finally {
                Sys.call("setns", "home", SyscallNumber.SETNS, home.number(), CLONE_NEWNET);
            }
        }
    }

    /** Opens a socket in the calling thread's network namespace. */
    public static Netlink open() {
        int number = (int) Sys.call("socket", "netlink", SyscallNumber.SOCKET, AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0);
        Netlink netlink = new Netlink(new Fd(number, "netlink"));
        try (NativeMemory one = new NativeMemory(Integer.BYTES).putInt(0, 1);
                NativeMemory timeout = new NativeMemory(2 * Long.BYTES).putLong(0, ANSWER_TIMEOUT_SECONDS)) {
            // Without extended answers messages are only less clear, so a kernel that refuses is fine.
            Sys.raw(SyscallNumber.SETSOCKOPT, number, SOL_NETLINK, NETLINK_EXT_ACK, one.address(), one.size());
            Sys.call(
                    "setsockopt",
                    "netlink",
                    SyscallNumber.SETSOCKOPT,
                    number,
                    SOL_SOCKET,
                    SO_RCVTIMEO,
                    timeout.address(),
                    timeout.size());
        }
        return netlink;
    }

    /**
     * Sends one request and collects its answer.
     *
     * @param operation what is done, for the message: {@code "make bridge"}
     * @param target on what, for the message
     * @param request a whole message with NLM_F_ACK or NLM_F_DUMP; its sequence number is set here
     * @return the messages of the answer without headers of the conversation (acknowledgement, end of dump)
     * @throws KernelException when the kernel refuses
     */
    public synchronized List<byte[]> request(String operation, String target, byte[] request) {
        int number = ++sequence;
        byte[] numbered = request.clone();
        ByteBuffer.wrap(numbered).order(ByteOrder.nativeOrder()).putInt(SEQUENCE_OFFSET, number);
        try (NativeMemory message = NativeMemory.of(numbered)) {
            Sys.call(
                    operation,
                    target,
                    SyscallNumber.SENDTO,
                    socket.number(),
                    message.address(),
                    message.size(),
                    0,
                    0,
                    0);
        }
        List<byte[]> answer = new ArrayList<>();
        boolean more = true;
        while (more) {
            more = receive(operation, target, number, answer);
        }
        return answer;
    }

    /** Reads one datagram; returns whether the answer goes on. */
    private boolean receive(String operation, String target, int number, List<byte[]> answer) {
        int length = (int) Sys.call(
                operation, target, SyscallNumber.RECVFROM, socket.number(), buffer.address(), BUFFER_BYTES, 0, 0, 0);
        ByteBuffer datagram = ByteBuffer.wrap(buffer.bytes(0, length)).order(ByteOrder.nativeOrder());
        int at = 0;
        while (at + HEADER_BYTES <= length) {
            int size = datagram.getInt(at);
            int type = datagram.getShort(at + 4);
            // An answer to an earlier request that timed out is not ours.
            if (datagram.getInt(at + SEQUENCE_OFFSET) == number) {
                if (type == NLMSG_DONE) {
                    return false;
                }
                if (type == NLMSG_ERROR) {
                    check(operation, target, datagram.slice(at, size).order(ByteOrder.nativeOrder()));
                    return false;
                }
                byte[] message = new byte[size];
                datagram.get(at, message);
                answer.add(message);
            }
            at += (size + 3) & ~3;
        }
        return true;
    }

    private static void check(String operation, String target, ByteBuffer error) {
        int errno = -error.getInt(HEADER_BYTES);
        if (errno != 0) {
            String words = words(error);
            throw new KernelException(
                    words.isEmpty() ? operation : operation + " (" + words + ")", target, Errno.of(errno));
        }
    }

    /** The kernel's explanation behind an error, if it gave one. */
    private static String words(ByteBuffer error) {
        int flags = error.getShort(6);
        if ((flags & NLM_F_ACK_TLVS) == 0) {
            return "";
        }
        int original = (flags & NLM_F_CAPPED) != 0 ? HEADER_BYTES : error.getInt(HEADER_BYTES + Integer.BYTES);
        int at = HEADER_BYTES + Integer.BYTES + ((original + 3) & ~3);
        while (at + 4 <= error.limit()) {
            int size = error.getShort(at);
            if (error.getShort(at + 2) == NLMSGERR_ATTR_MSG) {
                byte[] text = new byte[size - 5];
                error.get(at + 4, text);
                return new String(text, StandardCharsets.UTF_8);
            }
            at += (Math.max(size, 4) + 3) & ~3;
        }
        return "";
    }

    @Override
    public void close() {
        socket.close();
    }
}
