package dev.slipway.host.api.http;

import io.netty.handler.codec.http.HttpResponseStatus;

/** The words behind a status code. */
final class Reason {
    private Reason() {}

    static String of(int status) {
        return HttpResponseStatus.valueOf(status).reasonPhrase();
    }
}
