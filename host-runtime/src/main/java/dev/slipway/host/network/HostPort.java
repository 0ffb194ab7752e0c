package dev.slipway.host.network;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A host port taken for a container. The kernel's rules carry most of its traffic past this socket; the socket keeps the
 * port from others, and relays what the rules do not: connections to {@code localhost} as {@code ::1}, over IPv6 to a
 * container without IPv6, and everything from outside where the host's own input rules are to be obeyed.
 */
final class HostPort implements AutoCloseable {
    private static final int BACKLOG = 64;
    private static final Duration LETTING_GO = Duration.ofSeconds(1);
    private static final long ACCEPT_PAUSE_NANOS = 10_000_000;

    private final NetworkChannel socket;
    private final PortBinding binding;
    private final Thread relay;
    private volatile @Nullable InetSocketAddress target;

    private HostPort(NetworkChannel socket, PortBinding binding, String address) {
        this.socket = socket;
        this.binding = binding;
        this.target = new InetSocketAddress(address, binding.containerPort());
        this.relay = Thread.ofVirtual().name("relay of " + binding).unstarted(this::serve);
    }

    /**
     * Binds the port {@code wanted} asks for, or a free one, and starts relaying to {@code address}.
     *
     * @throws EngineException CONFLICT in Docker's words when somebody else has the port
     */
    static HostPort take(PortBinding wanted, String address) {
        BindException failure = new BindException();
        for (int port = wanted.hostPort(); port <= wanted.lastHostPort(); port++) {
            try {
                NetworkChannel socket = bind(wanted, port);
                int real = ((InetSocketAddress) socket.getLocalAddress()).getPort();
                HostPort taken = new HostPort(socket, wanted.at(real), address);
                taken.relay.start();
                return taken;
            } catch (BindException e) {
                failure = e;
            } catch (IOException e) {
                throw EngineException.internal("cannot take host port " + shown(wanted) + ": " + e, e);
            }
        }
        String why = String.valueOf(failure.getMessage());
        if (why.contains("assign")) {
            throw new EngineException(
                    ErrorKind.INVALID,
                    "cannot assign requested address: " + wanted.hostIp() + " of " + shown(wanted)
                            + " is no address of this host",
                    failure);
        }
        throw new EngineException(
                ErrorKind.CONFLICT, "Bind for " + shown(wanted) + " failed: port is already allocated", failure);
    }

    private static String shown(PortBinding wanted) {
        String ip = wanted.hostIp().isEmpty() ? "0.0.0.0" : wanted.hostIp();
        String ports = wanted.hostPort() == wanted.lastHostPort()
                ? String.valueOf(wanted.hostPort())
                : wanted.hostPort() + "-" + wanted.lastHostPort();
        return (ip.indexOf(':') < 0 ? ip : "[" + ip + "]") + ":" + ports;
    }

    private static NetworkChannel bind(PortBinding wanted, int port) throws IOException {
        boolean four = wanted.reach() == PortBinding.Reach.ALL_IPV4 || wanted.reach() == PortBinding.Reach.ONE_IPV4;
        SocketAddress at = switch (wanted.reach()) {
            case EVERYWHERE, ALL_IPV6 -> new InetSocketAddress(port);
            case ALL_IPV4, ONE_IPV4, ONE_IPV6 -> new InetSocketAddress(wanted.hostIp(), port);
        };
        boolean tcp = wanted.protocol().equals("tcp");
        NetworkChannel socket = tcp
                ? four ? ServerSocketChannel.open(StandardProtocolFamily.INET) : ServerSocketChannel.open()
                : four ? DatagramChannel.open(StandardProtocolFamily.INET) : DatagramChannel.open();
        try {
            return socket instanceof ServerSocketChannel server ? server.bind(at, BACKLOG) : socket.bind(at);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** As {@link #take}, empty when somebody else has the port meanwhile. */
    static Optional<HostPort> tryTake(PortBinding wanted, String address) {
        try {
            return Optional.of(take(wanted, address));
        } catch (EngineException e) {
            return Optional.empty();
        }
    }

    private void serve() {
        switch (socket) {
            case ServerSocketChannel server -> accept(server);
            case DatagramChannel channel -> new DatagramRelay(channel, () -> target, this::admits).run();
            default -> throw new IllegalStateException("neither a stream nor datagrams: " + socket);
        }
    }

    private void accept(ServerSocketChannel server) {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                InetSocketAddress now = target;
                if (now != null && admits(client.getRemoteAddress())) {
                    Thread.startVirtualThread(() -> Relay.between(client, now));
                } else {
                    client.close();
                }
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // The client left again, or there are no descriptors left, which takes a moment to change.
                LockSupport.parkNanos(ACCEPT_PAUSE_NANOS);
            }
        }
    }

    /** A socket on {@code ::} hears IPv4, too, which the JDK gives no way to switch off. */
    private boolean admits(SocketAddress client) {
        return binding.reach() != PortBinding.Reach.ALL_IPV6
                || !(client instanceof InetSocketAddress inet && inet.getAddress() instanceof Inet4Address);
    }

    /** With the port really taken. */
    PortBinding binding() {
        return binding;
    }

    /** Relays new connections to {@code address} from now on. */
    void lead(String address) {
        target = new InetSocketAddress(address, binding.containerPort());
    }

    /** Keeps the port and serves nobody: the container is in no network that has it. */
    void rest() {
        target = null;
    }

    @Override
    public void close() {
        try {
            socket.close();
            // The port is free only when the thread that waits on the socket has let go of it.
            relay.join(LETTING_GO);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
