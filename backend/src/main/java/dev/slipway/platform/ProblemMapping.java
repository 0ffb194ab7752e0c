package dev.slipway.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one place where a failure becomes an HTTP answer. */
@ApplicationScoped
class ProblemMapping {

    private static final Logger LOG = Logger.getLogger(ProblemMapping.class);

    @ServerExceptionMapper
    Response problem(Problem problem) {
        Problem.Kind kind = problem.kind();
        return ProblemBody.response(problem.type(), kind.title, kind.status, text(problem), problem.errors());
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

    @ServerExceptionMapper
    Response badJson(JsonProcessingException failure) {
        String field = failure instanceof JsonMappingException mapping
                ? mapping.getPath().stream()
                        .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                        .collect(Collectors.joining("."))
                : "";
        return problem(Problem.invalid(
                field.isEmpty() ? "body" : field, "is not what this door takes; compare with /q/openapi"));
    }

    @ServerExceptionMapper
    Response http(WebApplicationException failure) {
        if (failure.getCause() instanceof JsonProcessingException json) {
            return badJson(json);
        }
        int status = failure.getResponse().getStatus();
        return switch (status) {
            case 404 -> problem(Problem.notFound());
            case 400 -> problem(Problem.invalid("body", "cannot be read; compare with /q/openapi"));
            case 401 -> problem(new Problem(Problem.Kind.UNAUTHENTICATED, "sign in, or send a valid token"));
            default -> {
                String title = failure.getResponse().getStatusInfo().getReasonPhrase();
                yield ProblemBody.response("http-" + status, title, status, title.toLowerCase(Locale.ROOT), List.of());
            }
        };
    }

    @ServerExceptionMapper
    Response unexpected(Throwable failure) {
        UUID reference = UUID.randomUUID();
        LOG.errorf(failure, "unexpected failure %s", reference);
        return ProblemBody.response(
                "unexpected",
                "Our mistake",
                500,
                "unexpected failure; the server's log has it under reference " + reference,
                List.of());
    }

    private static String text(Problem problem) {
        return problem.getMessage() == null ? problem.kind().title : problem.getMessage();
    }

    /** Drops the method and parameter names in front: {@code create.request.name} is the field {@code name}. */
    private static String field(ConstraintViolation<?> violation) {
        String path = violation.getPropertyPath().toString();
        String[] parts = path.split("\\.", 3);
        return parts[parts.length - 1];
    }
}
