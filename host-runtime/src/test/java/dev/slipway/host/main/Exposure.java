package dev.slipway.host.main;

import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.NativeMemory;
import dev.slipway.host.linux.Sys;
import dev.slipway.host.linux.SyscallNumber;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** What others on the host can reach of the engine. */
final class Exposure {
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;

    private Exposure() {}

    /** Whether a user of the host who is nobody special can look into {@code folder}. */
    static boolean letsOthersIn(Path folder) throws IOException, InterruptedException {
        return new ProcessBuilder(
                                "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "ls", folder.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    /** Gives {@code folder} the mode {@code permissions}, such as {@code rwxr-xr-x}. */
    static void open(Path folder, String permissions) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));
    }

    /** Sockets of ours without a file, which a container in the host's network could reach; see unix(7). */
    static List<String> abstractSockets() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/net/unix"))) {
            return lines.filter(line -> line.contains(" @") && line.contains("slipway"))
                    .toList();
        }
    }

    /** Opens such a socket. */
    static Fd abstractSocket(String name) {
        Fd socket = new Fd((int) Sys.call("make", "socket", SyscallNumber.SOCKET, AF_UNIX, SOCK_STREAM, 0), "socket");
        byte[] path = ("\0" + name).getBytes(StandardCharsets.UTF_8);
        try (NativeMemory address =
                new NativeMemory(2 + path.length).putShort(0, (short) AF_UNIX).put(2, path)) {
            Sys.call("bind", "@" + name, SyscallNumber.BIND, socket.number(), address.address(), address.size());
        }
        return socket;
    }
}
