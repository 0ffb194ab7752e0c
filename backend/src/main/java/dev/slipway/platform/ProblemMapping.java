package dev.slipway.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.StaleStateException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one place where a failure becomes an HTTP answer. */
@ApplicationScoped
class ProblemMapping {

    private static final Logger LOG = Logger.getLogger(ProblemMapping.class);

    @ServerExceptionMapper
    Response problem(Problem problem) {
        Response answer = ProblemBody.of(problem).response();
        return problem.kind() == Problem.Kind.RATE_LIMITED
                ? Response.fromResponse(answer)
                        .header(
                                HttpHeaders.RETRY_AFTER,
                                problem.retryAfter().plusMillis(999).toSeconds())
                        .build()
                : answer;
    }

    /** Somebody changed rows behind our back: worth a sentence of its own, and a line in the log. */
    @ServerExceptionMapper
    Response broken(SealBroken failure) {
        LOG.error(failure.getMessage());
        return problem(new Problem(Problem.Kind.CONFLICT, String.valueOf(failure.getMessage())));
    }

    @ServerExceptionMapper
    Response violations(ConstraintViolationException failure) {
        List<Problem.FieldError> errors = failure.getConstraintViolations().stream()
                .map(violation -> new Problem.FieldError(field(violation), violation.getMessage()))
                .toList();
        return problem(Problem.invalid(errors));
    }

    /** Named of its own, because the library has an answer of its own for it. */
    @ServerExceptionMapper
    Response otherShape(MismatchedInputException failure) {
        return badJson(failure);
    }

    /** What two requests at once want alike, the second is told of by the database. */
    @ServerExceptionMapper
    Response notUnique(org.hibernate.exception.ConstraintViolationException failure) {
        return overtaken(failure);
    }

    private Response overtaken(RuntimeException failure) {
        LOG.debug("overtaken by another request", failure);
        return problem(new Problem(
                Problem.Kind.CONFLICT,
                "somebody else has just made or removed the same; look at how it is now, and try again"));
    }

    @ServerExceptionMapper
    Response badJson(JsonProcessingException failure) {
        String field = failure instanceof JsonMappingException mapping
                ? mapping.getPath().stream()
                        .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                        .collect(Collectors.joining("."))
                : "";
        String wrong = failure instanceof UnrecognizedPropertyException
                ? "is no field of this door; compare with /q/openapi"
                : "is not what this door takes; compare with /q/openapi";
        return problem(Problem.invalid(field.isEmpty() ? "body" : field, wrong));
    }

    @ServerExceptionMapper
    Response http(WebApplicationException failure) {
        if (failure.getCause() instanceof JsonProcessingException json) {
            return badJson(json);
        }
        int status = failure.getResponse().getStatus();
        return switch (status) {
            // Jakarta REST takes a query parameter that cannot be read for a path that is not there.
            case 404 ->
                problem(
                        failure.getCause() instanceof NumberFormatException
                                ? Problem.invalid("query", "has a parameter that is not a number")
                                : Problem.notFound());
            case 400 -> problem(Problem.invalid("body", "cannot be read; compare with /q/openapi"));
            case 401 -> problem(new Problem(Problem.Kind.UNAUTHENTICATED, "sign in, or send a valid token"));
            default -> {
                String title = failure.getResponse().getStatusInfo().getReasonPhrase();
                yield ProblemBody.ofStatus(status, title).response();
            }
        };
    }

    @ServerExceptionMapper
    Response unexpected(Throwable failure) {
        // Whatever ends a transaction wraps what ended it.
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof org.hibernate.exception.ConstraintViolationException constraint) {
                return notUnique(constraint);
            }
            if (cause instanceof StaleStateException stale) {
                return overtaken(stale);
            }
        }
        UUID reference = UUID.randomUUID();
        LOG.errorf(failure, "unexpected failure %s", reference);
        return new ProblemBody(
                        ProblemBody.TYPES + "unexpected",
                        "Our mistake",
                        500,
                        "unexpected failure; the server's log has it under reference " + reference,
                        List.of())
                .response();
    }

    /** Drops the method and parameter names in front: {@code create.request.name} is the field {@code name}. */
    private static String field(ConstraintViolation<?> violation) {
        String path = violation.getPropertyPath().toString();
        String[] parts = path.split("\\.", 3);
        return parts[parts.length - 1];
    }
}
