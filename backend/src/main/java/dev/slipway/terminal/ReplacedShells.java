package dev.slipway.terminal;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.deploy.NowServing;
import dev.slipway.tenancy.Grant;
import dev.slipway.tenancy.StreamAction;
import io.quarkus.websockets.next.OpenConnections;
import io.quarkus.websockets.next.WebSocketConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;

/**
 * Ends the shells in instances that a deployment has replaced, at once: an old instance may take a while to finish its
 * requests, and what somebody types meanwhile would go to a program that nobody uses any more.
 */
@ApplicationScoped
class ReplacedShells {

    private final OpenConnections connections;
    private final ObjectMapper json;

    ReplacedShells(OpenConnections connections, ObjectMapper json) {
        this.connections = connections;
        this.json = json;
    }

    void end(@Observes(during = TransactionPhase.AFTER_SUCCESS) NowServing serving) {
        connections.findByEndpointId(StreamAction.Words.TERMINAL).stream()
                .filter(connection -> Grant.of(connection).target().equals(serving.appId()))
                .forEach(connection -> end(connection, serving));
    }

    private void end(WebSocketConnection connection, NowServing serving) {
        Shell shell = connection.userData().get(TerminalSocket.SHELL);
        if (shell != null && shell.isInReplaced(serving.instances())) {
            Shell.refuse(
                    connection,
                    json,
                    "release " + serving.releaseNumber()
                            + " has replaced this instance; open a new shell for the new one");
        }
    }
}
