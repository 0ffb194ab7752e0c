package dev.slipway.platform;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.quarkus.websockets.next.HttpUpgradeCheck.HttpUpgradeContext;
import io.vertx.core.net.impl.ConnectionBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.TimeUnit;

/** Puts a {@link SocketGuard} before each socket that opens: into the connection itself, as the framework has no place for one. */
@ApplicationScoped
public class SocketGuards {

    /** Vert.x's own handler, the last in the line; what stands before it sees frames, decoded. */
    private static final String LAST = "handler";

    private final SocketConfig config;

    SocketGuards(SocketConfig config) {
        this.config = config;
    }

    /** Guards the socket whose upgrade is about to be permitted. */
    public void guard(HttpUpgradeContext upgrade, SocketGuard.Allowance allowance) {
        SocketGuard guard = new SocketGuard(allowance, System::nanoTime);
        ChannelPipeline line =
                ((ConnectionBase) upgrade.httpRequest().connection()).channel().pipeline();
        line.addBefore(
                LAST,
                null,
                new IdleStateHandler(
                        config.silentFor().toMillis(), config.unreadFor().toMillis(), 0, TimeUnit.MILLISECONDS));
        // One read brings thousands of frames: those behind one that stops the reading wait here, still small.
        line.addBefore(LAST, null, new FlowControlHandler());
        line.addBefore(LAST, null, guard);
        guard.guards(upgrade.userData());
    }
}
