package dev.slipway.logs;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.build.BuildLog;
import dev.slipway.platform.SocketGuard;
import dev.slipway.tenancy.Grant;
import dev.slipway.tenancy.StreamAction;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.UserData;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.RunOnVirtualThread;

/** Live output of a build. */
@WebSocket(path = "/api/v1/streams/builds/{buildId}/log", endpointId = StreamAction.Words.BUILD_LOG)
public class BuildLogSocket {

    private static final UserData.TypedKey<Stream> STREAM = new UserData.TypedKey<>("slipway.build-log");

    private final BuildLog log;
    private final ObjectMapper json;

    BuildLogSocket(BuildLog log, ObjectMapper json) {
        this.log = log;
        this.json = json;
    }

    @OnTextMessage
    @RunOnVirtualThread
    void take(String message, WebSocketConnection connection) {
        try {
            begin(message, connection);
        } finally {
            SocketGuard.done(connection);
        }
    }

    @OnClose
    void end(WebSocketConnection connection) {
        Stream stream = connection.userData().get(STREAM);
        if (stream != null) {
            stream.close();
        }
    }

    private void begin(String message, WebSocketConnection connection) {
        if (connection.userData().get(STREAM) != null) {
            return;
        }
        From.parse(json, message).ifPresent(from -> {
            Stream stream = new Stream(connection, json);
            connection.userData().put(STREAM, stream);
            BuildFollower follower =
                    new BuildFollower(log, stream, Grant.of(connection).target(), from);
            Thread.ofVirtual().name("follow-build").start(follower);
        });
    }
}
