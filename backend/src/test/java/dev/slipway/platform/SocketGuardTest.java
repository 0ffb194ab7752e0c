package dev.slipway.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.platform.SocketGuard.Allowance;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.timeout.IdleStateEvent;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The guard alone, with a clock of the test's. */
class SocketGuardTest {

    private final AtomicLong nanos = new AtomicLong();
    private final SocketGuard guard = new SocketGuard(Allowance.TALK, nanos::get);
    private final EmbeddedChannel channel = new EmbeddedChannel(new FlowControlHandler(), guard);

    @Test
    void nothingMoreIsReadUntilWhatWaitsIsDealtWith() {
        // When
        for (int i = 0; i < SocketGuard.MOST_WAITING + 10; i++) {
            channel.writeInbound(large());
        }

        // Then
        assertEquals(SocketGuard.MOST_WAITING, channel.inboundMessages().size());
        assertFalse(channel.config().isAutoRead());

        // When
        for (int i = 0; i < SocketGuard.MOST_WAITING; i++) {
            guard.done();
        }

        // Then
        assertTrue(channel.config().isAutoRead());
        assertEquals(SocketGuard.MOST_WAITING + 10, channel.inboundMessages().size());
        channel.releaseInbound();
    }

    @Test
    void keysAtAPacePeopleHaveNeverEndIt() {
        for (int i = 0; i < 10 * SocketGuard.TINY_AT_ONCE; i++) {
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(1) / SocketGuard.TINY_PER_SECOND);
            channel.writeInbound(new BinaryWebSocketFrame(Unpooled.copiedBuffer(new byte[1])));
            guard.done();
        }
        assertNull(channel.readOutbound());
        channel.releaseInbound();
    }

    @Test
    void silenceEndsItUnlessThisSideDoesNotListen() {
        // Given
        EmbeddedChannel held =
                new EmbeddedChannel(new FlowControlHandler(), new SocketGuard(Allowance.TALK, nanos::get));
        for (int i = 0; i < SocketGuard.MOST_WAITING; i++) {
            held.writeInbound(large());
        }

        // When
        held.pipeline().fireUserEventTriggered(IdleStateEvent.READER_IDLE_STATE_EVENT);
        channel.pipeline().fireUserEventTriggered(IdleStateEvent.READER_IDLE_STATE_EVENT);
        channel.pipeline().fireUserEventTriggered(IdleStateEvent.READER_IDLE_STATE_EVENT);

        // Then
        assertNull(held.readOutbound());
        CloseWebSocketFrame last = channel.readOutbound();
        assertEquals("1008 no sign of you for too long", last.statusCode() + " " + last.reasonText());
        assertNull(channel.readOutbound());
        last.release();
        held.releaseInbound();
    }

    @Test
    void afterTheLastWordNothingIsTakenAndTheAnswerEndsTheConnection() {
        // Given
        channel.pipeline().fireUserEventTriggered(IdleStateEvent.READER_IDLE_STATE_EVENT);
        CloseWebSocketFrame last = channel.readOutbound();
        assertNotNull(last);

        // When
        channel.writeInbound(new TextWebSocketFrame("late"));
        boolean open = channel.isOpen();
        channel.writeInbound(new CloseWebSocketFrame(last.statusCode(), ""));

        // Then
        assertNull(channel.readInbound());
        assertTrue(open);
        assertFalse(channel.isOpen());
        last.release();
    }

    @Test
    void whoHasNothingToReadMayBeSilentAsAReader() {
        channel.pipeline().fireUserEventTriggered(IdleStateEvent.WRITER_IDLE_STATE_EVENT);
        assertNull(channel.readOutbound());
        assertTrue(channel.isOpen());
    }

    private static BinaryWebSocketFrame large() {
        return new BinaryWebSocketFrame(Unpooled.copiedBuffer(new byte[SocketGuard.TINY_BYTES]));
    }
}
