package dev.slipway.host.network;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A host port taken for a container. The kernel's rules carry its IPv4 traffic past this socket; the socket keeps the
 * port from others, and relays what the rules do not see: TCP over IPv6, such as to {@code localhost} as {@code ::1}.
 */
final class HostPort implements AutoCloseable {
    private static final int BACKLOG = 64;
    private static final Duration LETTING_GO = Duration.ofSeconds(1);
    private static final long ACCEPT_PAUSE_NANOS = 10_000_000;

    private final NetworkChannel socket;
    private final Optional<Thread> relay;
    private final PortBinding binding;

    private HostPort(NetworkChannel socket, Optional<Thread> relay, PortBinding binding) {
        this.socket = socket;
        this.relay = relay;
        this.binding = binding;
    }

    /**
     * Binds the port {@code wanted} asks for, or a free one, and starts relaying to {@code address}.
     *
     * @throws EngineException CONFLICT in Docker's words when somebody else has the port
     */
    static HostPort take(PortBinding wanted, String address) {
        InetSocketAddress at = wanted.everywhere()
                ? new InetSocketAddress(wanted.hostPort())
                : new InetSocketAddress(wanted.hostIp(), wanted.hostPort());
        try {
            boolean tcp = wanted.protocol().equals("tcp");
            NetworkChannel socket = tcp ? listen(at) : DatagramChannel.open().bind(at);
            int port = ((InetSocketAddress) socket.getLocalAddress()).getPort();
            Optional<Thread> relay = socket instanceof ServerSocketChannel server
                    ? Optional.of(serve(server, new InetSocketAddress(address, wanted.containerPort())))
                    : Optional.empty();
            return new HostPort(
                    socket, relay, new PortBinding(wanted.containerPort(), wanted.protocol(), wanted.hostIp(), port));
        } catch (BindException e) {
            throw new EngineException(
                    ErrorKind.CONFLICT,
                    "Bind for " + (wanted.everywhere() ? "0.0.0.0" : wanted.hostIp()) + ":" + wanted.hostPort()
                            + " failed: port is already allocated",
                    e);
        } catch (IOException e) {
            throw EngineException.internal("cannot take host port " + at + ": " + e, e);
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

    private static ServerSocketChannel listen(InetSocketAddress at) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        try {
            return server.bind(at, BACKLOG);
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private static Thread serve(ServerSocketChannel server, InetSocketAddress target) {
        return Thread.ofVirtual().name("relay to " + target).start(() -> accept(server, target));
    }

    private static void accept(ServerSocketChannel server, InetSocketAddress target) {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                Thread.startVirtualThread(() -> Relay.between(client, target));
            } catch (AsynchronousCloseException e) {
                return;
            } catch (IOException e) {
                // The client left again, or there are no descriptors left, which takes a moment to change.
                LockSupport.parkNanos(ACCEPT_PAUSE_NANOS);
            }
        }
    }

    /** With the port really taken. */
    PortBinding binding() {
        return binding;
    }

    @Override
    public void close() {
        try {
            socket.close();
            // The port is free only when the thread that waits on the socket has let go of it.
            if (relay.isPresent()) {
                relay.get().join(LETTING_GO);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
