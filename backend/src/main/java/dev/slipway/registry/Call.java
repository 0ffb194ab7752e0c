package dev.slipway.registry;

import dev.slipway.registry.RegistryError.Code;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request, after the gate. */
final class Call {

    private final HttpServerRequest request;
    private final Map<String, String> variables;
    private final Access access;
    private final Intake intake;

    Call(HttpServerRequest request, Map<String, String> variables, Access access, Intake intake) {
        this.request = request;
        this.variables = variables;
        this.access = access;
        this.intake = intake;
    }

    /** Who asks, and for what of which team. */
    Access access() {
        return access;
    }

    /** A variable of the door's path. */
    String variable(String name) {
        String value = variables.get(name);
        if (value == null) {
            throw new IllegalStateException("the door's path has no {" + name + "}");
        }
        return value;
    }

    /** A parameter of the query. */
    Optional<String> query(String name) {
        return Optional.ofNullable(request.getParam(name));
    }

    /** All values of a parameter of the query. */
    List<String> queries(String name) {
        return request.params().getAll(name);
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeader(name));
    }

    /** Length of the body as the client says; -1 when it does not. */
    long length() {
        @Nullable String length = request.getHeader("Content-Length");
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException notANumber) {
            throw new RegistryError(Code.SIZE_INVALID, "Content-Length is not a number");
        }
    }

    /** Of the connection, never of a forwarding header. */
    String address() {
        return request.remoteAddress() == null ? "" : request.remoteAddress().hostAddress();
    }

    boolean isHead() {
        return request.method().name().equals("HEAD");
    }

    /** Path of the request's repository followed by {@code rest}. */
    String place(String rest) {
        return "/v2/" + access.name().text() + rest;
    }

    /** The whole body, when it is small. */
    byte[] body(int most) {
        if (length() > most) {
            throw tooLarge(most);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        intake.into(chunk -> {
            if (bytes.size() + chunk.length > most) {
                throw tooLarge(most);
            }
            bytes.write(chunk);
        });
        return bytes.toByteArray();
    }

    /** Gives the body piece by piece, as it arrives. */
    void body(Intake.Sink sink) {
        intake.into(sink);
    }

    private static RegistryError tooLarge(int most) {
        return new RegistryError(
                Code.TOO_LARGE, "the body is larger than " + most + " bytes, which is the most this door takes");
    }
}
