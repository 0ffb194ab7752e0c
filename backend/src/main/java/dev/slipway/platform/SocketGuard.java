package dev.slipway.platform;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import io.quarkus.websockets.next.UserData;
import io.quarkus.websockets.next.WebSocketConnection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one socket may cost. Quarkus hands each message to a queue without an end, so this stands before it: while messages
 * wait to be dealt with, the connection is not read, and the client feels it as TCP. Whoever floods, sends what the socket does
 * not take, is silent for too long or does not read what waits for them is closed with a code of RFC 6455, 7.4.1.
 *
 * <p>A frame above its size is refused by the decoder, which leaves it to others to say so (1009).
 */
public final class SocketGuard extends ChannelInboundHandlerAdapter {

    private static final UserData.TypedKey<SocketGuard> KEY = new UserData.TypedKey<>("slipway.guard");

    /** Messages that may wait for their turn; reading goes on when a quarter is left. */
    static final int MOST_WAITING = 64;

    private static final int FEW_WAITING = MOST_WAITING / 4;

    /** A whole message, however many frames it comes in; as {@code max-message-size} in the settings, which ends without a word. */
    static final int MOST_BYTES = 65_536;

    /** Frames below this size are dear for what they carry: they are counted, larger ones are paced by reading. */
    static final int TINY_BYTES = 512;

    /** Tiny frames at once, and each second: more than any keyboard or script, little for a processor. */
    static final int TINY_AT_ONCE = 10_000;

    static final int TINY_PER_SECOND = 2_000;

    /** From the last word to the end: so long is read on, as an end with unread bytes would take the word back. */
    private static final int LAST_WORD_MILLIS = 2_000;

    private static final String TOO_BIG = "a message may have " + MOST_BYTES + " bytes";

    private final Allowance allowance;
    private final LongSupplier nanos;
    private final AtomicInteger waiting = new AtomicInteger();
    private long messages;
    private double tiny = TINY_AT_ONCE;
    private long countedAt;
    private boolean text = true;
    private int size;
    private boolean over;
    private volatile boolean held;

    @Nullable
    private volatile Channel channel;

    /** What a kind of socket takes. */
    public enum Allowance {
        /** Any number of texts and bytes. */
        TALK(Long.MAX_VALUE, true),
        /** A few texts that say what is wanted. */
        LISTEN(16, false);

        private final long messages;
        private final boolean bytes;

        Allowance(long messages, boolean bytes) {
            this.messages = messages;
            this.bytes = bytes;
        }
    }

    SocketGuard(Allowance allowance, LongSupplier nanos) {
        this.allowance = allowance;
        this.nanos = nanos;
        this.countedAt = nanos.getAsLong();
    }

    /** Makes it the guard of a socket that is about to open. */
    void guards(UserData socket) {
        socket.put(KEY, this);
    }

    /** To be said by a handler when it has dealt with a message. */
    public static void done(WebSocketConnection connection) {
        SocketGuard guard = connection.userData().get(KEY);
        if (guard != null) {
            guard.done();
        }
    }

    void done() {
        Channel reading = channel;
        if (waiting.decrementAndGet() <= FEW_WAITING && held && reading != null) {
            held = false;
            reading.config().setAutoRead(true);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (!(message instanceof WebSocketFrame frame)) {
            super.channelRead(context, message);
            return;
        }
        if (over) {
            ReferenceCountUtil.release(frame);
            if (frame instanceof CloseWebSocketFrame) {
                cut(context);
            }
            return;
        }
        CloseWebSocketFrame refusal = refusal(frame);
        if (refusal != null) {
            ReferenceCountUtil.release(frame);
            end(context, refusal);
            return;
        }
        if (frame instanceof PingWebSocketFrame && !context.channel().isWritable()) {
            // The answer would wait behind what the client does not read.
            ReferenceCountUtil.release(frame);
            return;
        }
        if (isData(frame) && frame.isFinalFragment() && waiting.incrementAndGet() >= MOST_WAITING) {
            held = true;
            context.channel().config().setAutoRead(false);
            // All of them may have been dealt with in between.
            if (waiting.get() <= FEW_WAITING) {
                held = false;
                context.channel().config().setAutoRead(true);
            }
        }
        super.channelRead(context, frame);
    }

    private @Nullable CloseWebSocketFrame refusal(WebSocketFrame frame) {
        int bytes = frame.content().readableBytes();
        if (bytes < TINY_BYTES && !(frame instanceof CloseWebSocketFrame) && !spendTiny()) {
            return against("too many small messages: send at most " + TINY_PER_SECOND + " a second, or larger ones");
        }
        if (!isData(frame)) {
            return null;
        }
        if (!(frame instanceof ContinuationWebSocketFrame)) {
            text = !(frame instanceof BinaryWebSocketFrame);
            size = 0;
        }
        size += bytes;
        if (size > MOST_BYTES) {
            return new CloseWebSocketFrame(WebSocketCloseStatus.MESSAGE_TOO_BIG, TOO_BIG);
        }
        if (!text && !allowance.bytes) {
            return new CloseWebSocketFrame(WebSocketCloseStatus.INVALID_MESSAGE_TYPE, "this socket takes text only");
        }
        if (frame.isFinalFragment() && ++messages > allowance.messages) {
            return against("this socket takes " + allowance.messages + " messages, and the first decides");
        }
        return null;
    }

    private static CloseWebSocketFrame against(String why) {
        return new CloseWebSocketFrame(WebSocketCloseStatus.POLICY_VIOLATION, why);
    }

    private boolean spendTiny() {
        long now = nanos.getAsLong();
        double earned = (now - countedAt) / (double) TimeUnit.SECONDS.toNanos(1) * TINY_PER_SECOND;
        tiny = Math.min(TINY_AT_ONCE, tiny + earned) - 1;
        countedAt = now;
        return tiny >= 0;
    }

    private static boolean isData(WebSocketFrame frame) {
        return !(frame instanceof PingWebSocketFrame
                || frame instanceof PongWebSocketFrame
                || frame instanceof CloseWebSocketFrame);
    }

    /** Silence while this side does not read is this side's own. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (!(event instanceof IdleStateEvent idle)) {
            super.userEventTriggered(context, event);
            return;
        }
        switch (idle.state()) {
            case READER_IDLE -> {
                if (!held) {
                    end(context, against("no sign of you for too long"));
                }
            }
            case WRITER_IDLE -> {
                if (hasUnread(context.channel())) {
                    // No word would arrive.
                    cut(context);
                }
            }
            case ALL_IDLE -> {}
        }
    }

    private static boolean hasUnread(Channel channel) {
        return channel.bytesBeforeUnwritable() < channel.config().getWriteBufferHighWaterMark();
    }

    /** What the decoder refused. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) throws Exception {
        if (failure instanceof CorruptedWebSocketFrameException corrupted) {
            WebSocketCloseStatus status = corrupted.closeStatus();
            boolean big = status.equals(WebSocketCloseStatus.MESSAGE_TOO_BIG);
            end(context, new CloseWebSocketFrame(status, big ? TOO_BIG : status.reasonText()));
        } else {
            super.exceptionCaught(context, failure);
        }
    }

    private void end(ChannelHandlerContext context, CloseWebSocketFrame lastWord) {
        if (over) {
            lastWord.release();
            return;
        }
        over = true;
        var unusedWrite = context.writeAndFlush(lastWord);
        context.channel().config().setAutoRead(true);
        var unused = context.executor().schedule(() -> cut(context), LAST_WORD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Whether that went well is nobody's concern any more. */
    private static void cut(ChannelHandlerContext context) {
        var unused = context.close();
    }
}
