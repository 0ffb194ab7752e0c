package dev.slipway.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.identity.CurrentCaller;
import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.platform.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/**
 * A POST with an {@code Idempotency-Key} does its work once, however often a client that got no answer sends it again
 * (draft-ietf-httpapi-idempotency-key-header). What was refused did nothing, so its key stays free.
 */
@ApplicationScoped
class IdempotencyFilter {

    /** Marks an answer that is repeated. */
    static final String REPLAYED = "Idempotency-Replayed";

    /** After the policy: nobody learns what was answered to somebody who may no longer ask. */
    private static final int AFTER_POLICY = Priorities.AUTHORIZATION + 500;

    /** Filters of answers run from the highest number down: by then the change has its entry, and this is none. */
    private static final int AFTER_AUDIT = Priorities.AUTHENTICATION;

    private static final int FIRST_REFUSAL = 400;
    private static final String TAKEN = "slipway.idempotency";
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1," + IdempotencyKeys.LONGEST + "}");

    private final IdempotencyKeys keys;
    private final CurrentCaller current;
    private final ObjectMapper json;

    IdempotencyFilter(IdempotencyKeys keys, CurrentCaller current, ObjectMapper json) {
        this.keys = keys;
        this.current = current;
        this.json = json;
    }

    @ServerRequestFilter(priority = AFTER_POLICY)
    @Nullable
    Response before(ContainerRequestContext request, ResourceInfo door) throws IOException {
        String key = request.getHeaderString(ApiDocument.IDEMPOTENCY_KEY);
        if (key == null || !request.getMethod().equals(HttpMethod.POST) || isOpen(door)) {
            return null;
        }
        if (!KEY.matcher(key).matches()) {
            throw Problem.invalid(
                    ApiDocument.IDEMPOTENCY_KEY,
                    "must be 1 to " + IdempotencyKeys.LONGEST + " visible ASCII letters, for example a UUID");
        }
        UUID accountId = current.get().accountId();
        IdempotencyKeys.Taken name = IdempotencyKeys.name(accountId, key);
        Optional<IdempotencyKeys.Answer> done = keys.take(name, accountId, digest(request));
        if (done.isEmpty()) {
            request.setProperty(TAKEN, name);
            return null;
        }
        return replay(done.get());
    }

    @ServerResponseFilter(priority = AFTER_AUDIT)
    void after(ContainerRequestContext request, ContainerResponseContext response) throws JsonProcessingException {
        if (!(request.getProperty(TAKEN) instanceof IdempotencyKeys.Taken name)) {
            return;
        }
        if (response.getStatus() >= FIRST_REFUSAL) {
            keys.release(name);
            return;
        }
        Object entity = response.getEntity();
        String body = entity == null ? null : json.writeValueAsString(entity);
        keys.fill(name, new IdempotencyKeys.Answer(response.getStatus(), body));
    }

    private static boolean isOpen(ResourceInfo door) {
        Needs needs = door.getResourceMethod().getAnnotation(Needs.class);
        return needs == null || needs.value() == Permission.OPEN;
    }

    private static Response replay(IdempotencyKeys.Answer answer) {
        Response.ResponseBuilder again = Response.status(answer.status()).header(REPLAYED, "true");
        return answer.body() == null
                ? again.build()
                : again.type(MediaType.APPLICATION_JSON_TYPE)
                        .entity(answer.body().getBytes(StandardCharsets.UTF_8))
                        .build();
    }

    /** Reads the body, and puts it back for the door. */
    private static byte[] digest(ContainerRequestContext request) throws IOException {
        byte[] body = request.getEntityStream().readAllBytes();
        request.setEntityStream(new ByteArrayInputStream(body));
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(request.getUriInfo().getRequestUri().toString().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) '\n');
            return digest.digest(body);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
