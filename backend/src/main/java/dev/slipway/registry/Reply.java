package dev.slipway.registry;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import org.jboss.logging.Logger;

/** An answer on its way out; on the event loop. */
final class Reply {

    private static final Logger LOG = Logger.getLogger(Reply.class);

    /**
     * So long a refused body may still come in and is dropped. Closing at once would reset the connection, and the client
     * would never read why.
     */
    private static final Duration LONGEST_DROP = Duration.ofSeconds(5);

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Context context;

    Reply(RoutingContext routing, Context context) {
        this.request = routing.request();
        this.response = routing.response();
        this.context = context;
    }

    void send(Answer answer) {
        if (response.closed() || response.ended()) {
            return;
        }
        response.setStatusCode(answer.status());
        response.putHeader("Docker-Distribution-API-Version", "registry/2.0");
        answer.headers().forEach(response::putHeader);
        dropTheRest();
        switch (answer.body()) {
            case Answer.Bytes bytes -> send(bytes.bytes());
            case Answer.Part part -> send(part);
        }
    }

    private void send(byte[] bytes) {
        if (response.getStatusCode() != 204) {
            response.putHeader("Content-Length", String.valueOf(bytes.length));
        }
        if (request.method().equals(HttpMethod.HEAD) || bytes.length == 0) {
            response.end();
        } else {
            response.end(Buffer.buffer(bytes));
        }
    }

    private void send(Answer.Part part) {
        if (request.method().equals(HttpMethod.HEAD) || part.length() == 0) {
            response.putHeader("Content-Length", String.valueOf(part.length()));
            response.end();
            return;
        }
        response.sendFile(part.file().toString(), part.from(), part.length(), sent -> {
            if (sent.failed() && !response.closed()) {
                LOG.infof(
                        "registry: %s was not sent to its end: %s",
                        part.file(), sent.cause().getMessage());
                request.connection().close();
            }
        });
    }

    private void dropTheRest() {
        if (request.isEnded()) {
            return;
        }
        long timer = context.owner()
                .setTimer(LONGEST_DROP.toMillis(), late -> request.connection().close());
        request.exceptionHandler(broken -> context.owner().cancelTimer(timer));
        request.endHandler(all -> context.owner().cancelTimer(timer));
        request.handler(piece -> {});
        request.resume();
    }
}
