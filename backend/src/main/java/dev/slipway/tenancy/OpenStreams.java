package dev.slipway.tenancy;

import dev.slipway.identity.Caller;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.OpenConnections;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Asks the policy again for every open socket: a role that was lowered or a session that ended closes it. */
@ApplicationScoped
class OpenStreams {

    /** Within five seconds, as promised, with one missed turn. */
    private static final String EVERY = "2s";

    /** Policy violation (RFC 6455, section 7.4.1): consoles show the words instead of connecting again. */
    private static final int NOT_ALLOWED = 1008;

    private final OpenConnections connections;
    private final StreamCheck check;

    OpenStreams(OpenConnections connections, StreamCheck check) {
        this.connections = connections;
        this.check = check;
    }

    @Scheduled(every = EVERY, concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void askAgain() {
        // Many sockets of one person on one app are one question.
        Map<Asked, Optional<String>> answers = new HashMap<>();
        connections.stream()
                .forEach(connection -> answers.computeIfAbsent(
                                Asked.of(Grant.of(connection)), unused -> check.refusal(Grant.of(connection)))
                        .ifPresent(why -> close(connection, why)));
    }

    /** What an answer depends on. */
    private record Asked(Caller caller, StreamAction action, UUID target) {

        static Asked of(Grant grant) {
            return new Asked(grant.caller(), grant.action(), grant.target());
        }
    }

    private static void close(WebSocketConnection connection, String why) {
        connection.close(new CloseReason(NOT_ALLOWED, why)).subscribe().with(done -> {}, gone -> {});
    }
}
