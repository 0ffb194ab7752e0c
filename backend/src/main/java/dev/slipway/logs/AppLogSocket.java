package dev.slipway.logs;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.platform.SocketGuard;
import dev.slipway.tenancy.Grant;
import dev.slipway.tenancy.StreamAction;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.UserData;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.RunOnVirtualThread;

/** Live output of an app. */
@WebSocket(path = "/api/v1/streams/apps/{appId}/logs", endpointId = StreamAction.Words.LOGS)
public class AppLogSocket {

    private static final UserData.TypedKey<Stream> STREAM = new UserData.TypedKey<>("slipway.logs");

    private final AppOutput output;
    private final ObjectMapper json;

    AppLogSocket(AppOutput output, ObjectMapper json) {
        this.output = output;
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
        From.parse(json, message).ifPresent(from -> follow(from, connection));
    }

    private void follow(From from, WebSocketConnection connection) {
        AppOutput.Target target = output.target(Grant.of(connection).target());
        Stream stream = new Stream(connection, json);
        connection.userData().put(STREAM, stream);
        Thread.ofVirtual().name("follow-" + target.appId()).start(new AppFollower(output, stream, target, from));
    }
}
