package dev.slipway.quota;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** A quota's refusal tells programs the numbers. */
@ApplicationScoped
class QuotaProblems {

    static final int STATUS = 409;

    @ServerExceptionMapper
    Response reached(QuotaReached problem) {
        return Response.status(STATUS)
                .type("application/problem+json")
                .entity(problem.body())
                .build();
    }
}
