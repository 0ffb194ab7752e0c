package dev.slipway.host.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A TCP socket this process listens on, found by its port: the libraries that open it do not give its descriptor away.
 * Closing this does not stop the listening.
 */
public final class ListeningSocket implements AutoCloseable {
    private static final int SOL_SOCKET = 1;
    private static final int SO_REUSEPORT = 15;
    private static final int SO_ATTACH_REUSEPORT_CBPF = 51;
    private static final int F_DUPFD_CLOEXEC = 1030;

    /** State of a listening socket in /proc/net/tcp (TCP_LISTEN). */
    private static final String LISTENING = "0A";

    private static final int LOCAL_FIELD = 1;
    private static final int STATE_FIELD = 3;
    private static final int INODE_FIELD = 9;

    /** {@code BPF_RET | BPF_K}: the filter's answer is a constant. */
    private static final short RETURN = 0x06;

    private static final int INSTRUCTION_BYTES = 8;
    private static final int PROGRAM_BYTES = 16;

    private final Fd fd;

    private ListeningSocket(Fd fd) {
        this.fd = fd;
    }

    /** @throws IllegalStateException when this process does not listen on {@code port} */
    public static ListeningSocket ofPort(int port) {
        Set<String> names = new HashSet<>();
        for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
            lines(table).forEach(line -> addIfListening(line, port, names));
        }
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path link : open) {
                if (names.contains(target(link))) {
                    int number = Integer.parseInt(link.getFileName().toString());
                    String name = "listening socket of port " + port;
                    long copy = Sys.call("duplicate", name, SyscallNumber.FCNTL, number, F_DUPFD_CLOEXEC, 0);
                    return new ListeningSocket(new Fd((int) copy, name));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("this process does not listen on port " + port);
    }

    /** Without the heading; none where the kernel has no IPv6. */
    private static List<String> lines(String table) {
        try {
            List<String> all = Files.readAllLines(Path.of(table));
            return all.subList(1, all.size());
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void addIfListening(String line, int port, Set<String> names) {
        String[] fields = line.strip().split("\\s+");
        if (fields[STATE_FIELD].equals(LISTENING) && fields[LOCAL_FIELD].endsWith(String.format(":%04X", port))) {
            names.add("socket:[" + fields[INODE_FIELD] + "]");
        }
    }

    private static String target(Path link) throws IOException {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (NoSuchFileException closedMeanwhile) {
            return "";
        }
    }

    /**
     * Whether other sockets of this user that say so as well may listen on the port beside this one (socket(7)). It counts
     * at the other's bind, so it may be switched on long after this one's.
     */
    public void shareable(boolean shared) {
        try (NativeMemory value = new NativeMemory(Integer.BYTES).putInt(0, shared ? 1 : 0)) {
            set(SO_REUSEPORT, value);
        }
    }

    /**
     * New connections go to the second socket that listens on the port, as soon as there is one. The sockets of a port are
     * numbered in the order in which they came, and a filter names the one to take; a number that nobody has means any
     * (SO_ATTACH_REUSEPORT_CBPF in socket(7)).
     */
    public void newestWins() {
        try (NativeMemory filter =
                        new NativeMemory(INSTRUCTION_BYTES).putShort(0, RETURN).putInt(4, 1);
                NativeMemory program =
                        new NativeMemory(PROGRAM_BYTES).putShort(0, (short) 1).putLong(8, filter.address())) {
            set(SO_ATTACH_REUSEPORT_CBPF, program);
        }
    }

    private void set(int option, NativeMemory value) {
        Sys.call(
                "set option " + option,
                fd.name(),
                SyscallNumber.SETSOCKOPT,
                fd.number(),
                SOL_SOCKET,
                option,
                value.address(),
                value.size());
    }

    @Override
    public void close() {
        fd.close();
    }
}
