package dev.slipway.host.router;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.streams.Pipe;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to an instance and back. Runs on the event loop of its client's connection.
 *
 * <p>Attempts: a target that cannot be reached passes the request on to the next one, for nothing was sent. Once bytes
 * are out, only a request without body and without effect is tried again.
 */
final class Exchange {
    private static final Set<HttpMethod> REPEATABLE =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.PUT, HttpMethod.DELETE);
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private final Context context;
    private final HttpServerRequest request;
    private final String host;
    private final List<Backend> order;
    private final Clients clients;
    private final Addresses addresses;
    private final boolean hasBody;
    private final boolean upgrade;
    private Backend current;
    private boolean repeated;
    private boolean ended;
    private @Nullable HttpClientRequest outgoing;

    /**
     * @param context of the client's connection
     * @param host as the client wrote it
     * @param order the targets to try, the first counted as active
     */
    Exchange(
            Context context,
            HttpServerRequest request,
            String host,
            List<Backend> order,
            Clients clients,
            Addresses addresses) {
        this.context = context;
        this.request = request;
        this.host = host;
        this.order = order;
        this.clients = clients;
        this.addresses = addresses;
        MultiMap headers = request.headers();
        this.hasBody = headers.contains("transfer-encoding")
                || (headers.contains("content-length")
                        && !headers.get("content-length").equals("0"));
        this.upgrade = ForwardedHeaders.isUpgrade(headers);
        this.current = order.getFirst();
    }

    void start() {
        current.enter(this);
        // The body waits until an instance takes it; a body is read once, so an attempt must not eat it.
        request.pause();
        request.response().exceptionHandler(gone -> cut());
        request.response().closeHandler(gone -> cut());
        attempt(0);
    }

    private void attempt(int index) {
        if (ended) {
            return;
        }
        if (index == order.size()) {
            fail(AnswerPage.STARTING);
            return;
        }
        move(order.get(index));
        String address = addresses.addressOf(current.target().container());
        if (address == null) {
            attempt(index + 1);
            return;
        }
        boolean repeatable = !hasBody && REPEATABLE.contains(request.method());
        HttpClient client = upgrade ? clients.tunnels() : repeatable && !repeated ? clients.kept() : clients.fresh();
        client.request(options(address)).onComplete(connected -> {
            if (connected.failed()) {
                attempt(index + 1);
            } else if (ended) {
                connected.result().reset();
            } else {
                outgoing = connected.result();
                send(connected.result()).onFailure(failure -> {
                    if (repeatable && !repeated && !request.response().headWritten()) {
                        repeated = true;
                        attempt(index);
                    } else {
                        fail(AnswerPage.FAILED);
                    }
                });
            }
        });
    }

    private void move(Backend next) {
        if (!next.equals(current)) {
            next.begin();
            next.enter(this);
            current.leave(this);
            current.end();
            current = next;
        }
    }

    private RequestOptions options(String address) {
        return new RequestOptions()
                .setMethod(request.method())
                .setServer(SocketAddress.inetSocketAddress(current.target().port(), address))
                .setURI(request.uri());
    }

    /** Fails when the instance gave no whole response head. */
    private Future<?> send(HttpClientRequest out) {
        ForwardedHeaders.request(
                request.headers(), out.headers(), request.remoteAddress().hostAddress(), host);
        // Failures arrive through the futures too; without a handler they would be logged as well.
        out.exceptionHandler(failure -> {});
        if (upgrade) {
            out.putHeader("Connection", "Upgrade").putHeader("Upgrade", request.getHeader("upgrade"));
            request.resume();
            return out.connect().onSuccess(this::upgraded);
        }
        if (!hasBody) {
            request.resume();
            return out.send().onSuccess(this::answer);
        }
        if (request.headers().contains("expect")) {
            request.response().writeContinue();
        }
        if (!out.headers().contains("content-length")) {
            out.setChunked(true);
        }
        // The instance may answer before it has the whole body, and may then stop reading it.
        request.pipe().endOnFailure(false).to(out).onFailure(lost -> abortUnlessAnswered());
        return out.response().onSuccess(this::answer);
    }

    private void abortUnlessAnswered() {
        if (!request.response().headWritten()) {
            cut();
        }
    }

    private void answer(HttpClientResponse in) {
        if (ended) {
            return;
        }
        HttpServerResponse out = head(in);
        if (!in.headers().contains("content-length") && mayHaveBody(in.statusCode())) {
            out.setChunked(true);
        }
        // Ending the answer when its source failed would make a whole of a half.
        in.pipe().endOnFailure(false).to(out).onComplete(done -> {
            if (done.failed()) {
                // The instance broke off in the middle: so must we, or the client takes half for the whole.
                request.connection().close();
            }
            end();
        });
    }

    private boolean mayHaveBody(int status) {
        return !request.method().equals(HttpMethod.HEAD) && status != NO_CONTENT && status != NOT_MODIFIED;
    }

    private HttpServerResponse head(HttpClientResponse in) {
        HttpServerResponse out = request.response();
        out.setStatusCode(in.statusCode()).setStatusMessage(in.statusMessage());
        ForwardedHeaders.response(in.headers(), out.headers());
        return out;
    }

    private void upgraded(HttpClientResponse in) {
        if (in.statusCode() != SWITCHING_PROTOCOLS) {
            answer(in);
            return;
        }
        NetSocket instance = in.netSocket();
        instance.pause();
        head(in).putHeader("Connection", "Upgrade").putHeader("Upgrade", in.getHeader("upgrade"));
        request.toNetSocket().onComplete(opened -> {
            if (opened.failed()) {
                instance.close();
                end();
                return;
            }
            NetSocket client = opened.result();
            client.pause();
            tunnel(client, instance);
        });
    }

    private void tunnel(NetSocket client, NetSocket instance) {
        Pipe<?> in = pipe(client, instance);
        Pipe<?> out = pipe(instance, client);
        instance.closeHandler(closed -> {
            client.close();
            end();
        });
        client.closeHandler(closed -> {
            in.close();
            out.close();
            instance.close();
            end();
        });
    }

    private static Pipe<?> pipe(NetSocket from, NetSocket to) {
        var pipe = from.pipe();
        pipe.to(to).onComplete(done -> to.close());
        return pipe;
    }

    private void fail(AnswerPage page) {
        if (!ended) {
            end();
            page.send(request);
        }
    }

    /** Cuts both sides off, from any thread; nothing happens when the exchange has ended. */
    void abort() {
        context.runOnContext(here -> cut());
    }

    private void cut() {
        if (!ended) {
            end();
            HttpClientRequest out = outgoing;
            if (out != null) {
                out.reset();
                out.connection().close();
            }
            request.connection().close();
        }
    }

    private void end() {
        if (!ended) {
            ended = true;
            current.leave(this);
            current.end();
        }
    }
}
