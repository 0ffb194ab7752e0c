package dev.slipway.host.api.http;

import dev.slipway.host.base.EngineException;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.UnixChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Listens on unix sockets; one event loop moves the bytes of all of them. */
// Netty's futures: what fails closes the channel, and that is what channelInactive hears of.
@SuppressWarnings("FutureReturnValueIgnored")
public final class HttpServer implements AutoCloseable {
    /** Longest request line; filters and build arguments travel in it. */
    private static final int MAX_LINE_BYTES = 256 * 1024;

    /** All request headers together; registry credentials of many hosts travel in them. */
    private static final int MAX_HEADER_BYTES = 256 * 1024;

    private static final int READ_BYTES = 64 * 1024;

    /** Open connections of one socket: far above what clients need (the docker command opens 50 for {@code rm}), far below our descriptors. */
    private static final int MAX_CONNECTIONS = 2048;

    /** Bytes waiting for a client that make its writer wait, and that let it go on. */
    private static final WriteBufferWaterMark BACKLOG = new WriteBufferWaterMark(64 * 1024, 256 * 1024);

    private static final int GRACE_SECONDS = 2;
    private static final Logger LOG = System.getLogger("slipway.api");

    private final EventLoopGroup loop = new EpollEventLoopGroup(1, new DefaultThreadFactory("http", true));
    private final BiPredicate<String, String> takesOver;
    private final Map<Path, Object> sockets = new ConcurrentHashMap<>();
    private final List<Reserved> listening = new CopyOnWriteArrayList<>();
    private final Answers answers = new Answers();

    /** @param takesOver whether a request of this method and target may be answered by taking its connection over */
    public HttpServer(BiPredicate<String, String> takesOver) {
        this.takesOver = takesOver;
    }

    /** What a connection needs to know of its server. */
    record Answering(Handler handler, BiPredicate<String, String> takesOver, Answers answers) {
        void failed(Exchange exchange, Exception e) {
            LOG.log(Level.DEBUG, () -> exchange.method() + " " + exchange.path() + " was cut: " + e);
        }
    }

    /**
     * Serves {@code socket} with {@code handler}: mode 0660 for {@code group} where the host has it, else 0600.
     *
     * @throws EngineException when the socket cannot be made
     */
    public void listen(Path socket, String group, Handler handler) {
        reserve(socket, group).open(handler);
    }

    /** Takes {@code socket} like {@link #listen}; who connects waits until it is opened. */
    public Reserved reserve(Path socket, String group) {
        Reserved reserved = new Reserved();
        // Made under another name first: nobody can connect before owner and mode are right, and the rename replaces
        // what an engine that was killed has left.
        Path unfinished = socket.resolveSibling("." + socket.getFileName() + ".new");
        try {
            Files.createDirectories(socket.toAbsolutePath().getParent());
            Files.deleteIfExists(unfinished);
            reserved.channel = bind(unfinished, reserved);
            restrict(unfinished, group);
            Files.move(unfinished, socket, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            sockets.put(socket, identity(socket));
        } catch (IOException e) {
            throw EngineException.internal("cannot listen on '" + socket + "': " + e, e);
        }
        listening.add(reserved);
        return reserved;
    }

    /** A socket that is listened on. */
    public final class Reserved {
        private final ChannelGroup open = new DefaultChannelGroup(loop.next());
        private @Nullable Channel channel;
        private volatile @Nullable Answering service;

        private Reserved() {}

        /** Begins to answer. */
        public void open(Handler handler) {
            service = new Answering(handler, takesOver, answers);
            Objects.requireNonNull(channel).config().setAutoRead(true);
        }

        private void accept(Channel accepted) {
            HttpServer.accept(accepted, Objects.requireNonNull(service), open);
        }
    }

    private static Object identity(Path socket) throws IOException {
        return Objects.requireNonNull(Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey());
    }

    private Channel bind(Path socket, Reserved reserved) throws IOException {
        try {
            return new ServerBootstrap()
                    .group(loop)
                    .option(ChannelOption.AUTO_READ, false)
                    .channel(EpollServerDomainSocketChannel.class)
                    .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                    .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, BACKLOG)
                    .childHandler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            reserved.accept(channel);
                        }
                    })
                    .bind(new DomainSocketAddress(socket.toFile()))
                    .syncUninterruptibly()
                    .channel();
        } catch (RuntimeException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static void accept(Channel channel, Answering service, ChannelGroup open) {
        if (open.size() >= MAX_CONNECTIONS) {
            LOG.log(Level.WARNING, "connection refused: {0} are open already", MAX_CONNECTIONS);
            channel.close();
            return;
        }
        open.add(channel);
        channel.pipeline()
                .addLast(new HttpRequestDecoder(MAX_LINE_BYTES, MAX_HEADER_BYTES, READ_BYTES))
                .addLast(new Connection(service, (UnixChannel) channel));
    }

    private static void restrict(Path socket, String group) throws IOException {
        Optional<GroupPrincipal> members = group(socket, group);
        if (members.isPresent()) {
            Files.getFileAttributeView(socket, PosixFileAttributeView.class).setGroup(members.get());
        }
        String mode = members.isPresent() ? "rw-rw----" : "rw-------";
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString(mode));
    }

    private static Optional<GroupPrincipal> group(Path socket, String name) throws IOException {
        try {
            return Optional.of(
                    socket.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(name));
        } catch (UserPrincipalNotFoundException e) {
            return Optional.empty();
        }
    }

    /** Accepts no more connections and removes the sockets, unless a successor has put its own in their place. */
    public void stopListening() {
        sockets.forEach((socket, identity) -> {
            try {
                if (Files.exists(socket) && identity(socket).equals(identity)) {
                    Files.delete(socket);
                }
            } catch (IOException e) {
                LOG.log(Level.WARNING, "cannot remove socket ''{0}'': {1}", socket, e);
            }
        });
        sockets.clear();
        listening.forEach(
                reserved -> Objects.requireNonNull(reserved.channel).close().syncUninterruptibly());
        listening.clear();
    }

    /** Stops listening; answers under way get a moment to end properly, then every connection is cut. */
    @Override
    public void close() {
        stopListening();
        try {
            answers.awaitNone(Duration.ofSeconds(GRACE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loop.shutdownGracefully(0, GRACE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
