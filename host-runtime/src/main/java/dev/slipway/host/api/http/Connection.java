package dev.slipway.host.api.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.UnixChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client connection: requests one after another, each on a thread of its own, until one is taken over or either side
 * ends it. All fields belong to the event loop.
 */
// Netty's futures: what fails closes the channel, and that is what channelInactive hears of.
@SuppressWarnings("FutureReturnValueIgnored")
final class Connection extends ChannelInboundHandlerAdapter implements Intake.Flow {
    /** How long a client may take to notice that we are done sending, before the connection is cut. */
    private static final int LINGER_SECONDS = 2;

    /** How long the unread rest of a request may keep coming after its answer. */
    private static final int DRAIN_SECONDS = 30;

    /** How often a half-closed connection is checked for its other half; the kernel sends no second event. */
    private static final int HALF_CLOSED_CHECK_MILLIS = 2_000;

    /** The first check: a client that closes ends its halves one after the other, microseconds apart. */
    private static final int FIRST_HALF_CLOSED_CHECK_MILLIS = 20;

    private final HttpServer.Answering service;
    private final UnixChannel channel;
    private final Outlet outlet;
    private final ArrayDeque<Object> pipelined = new ArrayDeque<>();
    private @Nullable Exchange current;
    private @Nullable Intake raw;
    private boolean answered;
    private boolean inputEnded;
    private boolean lingering;

    Connection(HttpServer.Answering service, UnixChannel channel) {
        this.service = service;
        this.channel = channel;
        this.outlet = new Outlet(channel);
    }

    ByteBufAllocator allocator() {
        return channel.alloc();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (lingering) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof ByteBuf bytes) {
            takeRaw(bytes);
        } else if (current != null && (message instanceof HttpRequest || !pipelined.isEmpty())) {
            pipelined.add(message);
            pause();
        } else {
            takeMessage(message);
        }
    }

    private void takeRaw(ByteBuf bytes) {
        if (raw == null) {
            bytes.release();
        } else {
            raw.offer(bytes);
        }
    }

    private void takeMessage(Object message) {
        if (message instanceof HttpRequest request) {
            if (request.decoderResult().isFailure()) {
                refuse(request);
                return;
            }
            begin(request);
        }
        if (message instanceof HttpContent content) {
            takeContent(content);
        }
    }

    private void refuse(HttpRequest request) {
        ReferenceCountUtil.release(request);
        byte[] answer = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        channel.writeAndFlush(Unpooled.wrappedBuffer(answer), channel.voidPromise());
        linger();
    }

    private void begin(HttpRequest request) {
        boolean expects = HttpUtil.is100ContinueExpected(request);
        Intake body = new Intake(this, expects ? () -> Exchange.sayContinue(outlet) : null);
        boolean takeOver = mayBeTakenOver(request);
        raw = takeOver ? new Intake(this, null) : null;
        Exchange exchange;
        try {
            exchange = new Exchange(request, this, body, outlet, !takeOver && HttpUtil.isKeepAlive(request));
        } catch (RuntimeException e) {
            refuse(request);
            return;
        }
        current = exchange;
        answered = false;
        service.answers().begin();
        Thread.ofVirtual().name("api " + exchange.path()).start(() -> serve(exchange));
    }

    private boolean mayBeTakenOver(HttpRequest request) {
        return request.headers().contains(HttpHeaderNames.UPGRADE)
                || service.takesOver().test(request.method().name(), request.uri());
    }

    private void takeContent(HttpContent content) {
        Exchange exchange = current;
        if (exchange == null) {
            content.release();
            return;
        }
        exchange.intake().offer(content.content());
        if (content instanceof LastHttpContent) {
            exchange.intake().end();
            if (raw != null) {
                // The bytes behind this request are the client's stream, not a next request: the decoder hands over
                // what it has already read.
                channel.pipeline().remove(HttpRequestDecoder.class);
            }
            if (answered) {
                next();
            }
        }
    }

    private void serve(Exchange exchange) {
        try {
            service.handler().serve(exchange);
            exchange.finish();
        } catch (Exception e) {
            service.failed(exchange, e);
        } finally {
            if (!channel.eventLoop().isShuttingDown()) {
                channel.eventLoop().execute(() -> finished(exchange));
            }
            service.answers().end();
        }
    }

    private void finished(Exchange exchange) {
        if (!exchange.complete()) {
            channel.close();
        } else if (exchange.hijacked()) {
            linger();
        } else if (!exchange.keepAlive() || inputEnded) {
            linger();
        } else if (exchange.intake().ended()) {
            next();
        } else {
            answered = true;
            exchange.intake().discard();
            channel.eventLoop().schedule(() -> closeUnless(current != exchange), DRAIN_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void closeUnless(boolean moved) {
        if (!moved) {
            channel.close();
        }
    }

    private void next() {
        current = null;
        while (current == null && !pipelined.isEmpty()) {
            takeMessage(pipelined.remove());
        }
        while (!pipelined.isEmpty() && !(pipelined.element() instanceof HttpRequest)) {
            takeMessage(pipelined.remove());
        }
        if (pipelined.isEmpty()) {
            resume();
        }
    }

    /** The stream behind the current request; for {@link Exchange#hijack}. */
    Intake takeOver() {
        Intake stream = raw;
        if (stream == null) {
            throw new IllegalStateException("connection cannot be taken over: its request did not ask for it");
        }
        return stream;
    }

    /** Ends our half after what is pending, and the connection when the client has seen it: closing at once would reset it. */
    void linger() {
        if (!channel.eventLoop().inEventLoop()) {
            channel.eventLoop().execute(this::linger);
            return;
        }
        if (lingering) {
            return;
        }
        lingering = true;
        if (inputEnded) {
            outlet.closeAfterFlush();
            return;
        }
        if (raw != null) {
            raw.discard();
        }
        resume();
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> ((DuplexChannel) channel).shutdownOutput());
        channel.eventLoop().schedule(() -> channel.close(), LINGER_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            if (raw != null) {
                raw.end();
            }
            if (current != null) {
                current.intake().fail(new EOFException("client closed the connection in the middle of its request"));
            }
            if (current == null || lingering) {
                outlet.closeAfterFlush();
            } else {
                checkOtherHalf(FIRST_HALF_CLOSED_CHECK_MILLIS);
            }
        }
        context.fireUserEventTriggered(event);
    }

    /** @param millis until the next check, when the other half is still open; then twice as long, up to the limit */
    private void checkOtherHalf(int millis) {
        if (!channel.isActive() || current == null) {
            return;
        }
        if (HangUp.of(channel.fd().intValue())) {
            channel.close();
        } else {
            int next = Math.min(2 * millis, HALF_CLOSED_CHECK_MILLIS);
            channel.eventLoop().schedule(() -> checkOtherHalf(next), millis, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        outlet.changed();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        IOException reason = new EOFException("client closed the connection");
        if (raw != null) {
            raw.fail(reason);
        }
        if (current != null) {
            current.intake().fail(reason);
            current.gone().complete(null);
        }
        outlet.changed();
        pipelined.forEach(ReferenceCountUtil::release);
        pipelined.clear();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        channel.close();
    }

    @Override
    public void pause() {
        ((Channel) channel).config().setAutoRead(false);
    }

    @Override
    public void resume() {
        ((Channel) channel).config().setAutoRead(true);
    }
}
