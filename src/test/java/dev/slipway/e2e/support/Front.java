package dev.slipway.e2e.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Stands in front of a server of this machine and can look as if that were away: its port refuses everybody then. */
public final class Front implements AutoCloseable {
    private final int port = Ports.free();
    private final int behind;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    @Nullable
    private ServerSocket listening;

    /** Keeps the port while nobody listens. */
    @Nullable
    private Socket deaf;

    Front(int behind) {
        this.behind = behind;
        comeBack();
    }

    public int port() {
        return port;
    }

    /** Ends all connections and refuses new ones. */
    public synchronized void goAway() {
        close();
        // Who waits for a connection lets go of the port a moment after it was told to.
        deaf = Await.until("port " + port + " is free", Duration.ofSeconds(10), this::bound, Optional::isPresent)
                .orElseThrow();
    }

    private Optional<Socket> bound() {
        Socket socket = new Socket();
        try {
            socket.setReuseAddress(true);
            socket.bind(address());
            return Optional.of(socket);
        } catch (BindException taken) {
            quietly(socket);
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Passes connections on again. */
    public synchronized void comeBack() {
        close();
        try {
            ServerSocket server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(address());
            listening = server;
            Thread.ofVirtual().name("front-" + port).start(() -> accept(server));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        quietly(listening);
        quietly(deaf);
        open.forEach(Front::quietly);
        open.clear();
        listening = null;
        deaf = null;
    }

    private InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private void accept(ServerSocket server) {
        try {
            while (true) {
                Socket outside = server.accept();
                open.add(outside);
                Thread.ofVirtual().start(() -> connect(outside));
            }
        } catch (IOException closed) {
            // gone away
        }
    }

    private void connect(Socket outside) {
        try {
            Socket inside = new Socket(InetAddress.getLoopbackAddress(), behind);
            open.add(inside);
            Thread.ofVirtual().start(() -> pass(outside, inside));
            pass(inside, outside);
        } catch (IOException away) {
            quietly(outside);
        }
    }

    private void pass(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException closed) {
            quietly(from);
            quietly(to);
        }
    }

    private static void quietly(@Nullable AutoCloseable thing) {
        try {
            if (thing != null) {
                thing.close();
            }
        } catch (Exception closed) {
            // as wanted
        }
    }
}
