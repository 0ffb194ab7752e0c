package dev.slipway.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.cli.api.Json;
import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.base.Failure;
import dev.slipway.cli.context.Contexts;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Signing out. */
@Command(name = "logout", description = "Forget the token of a server; with --revoke it becomes worthless everywhere.")
final class LogoutCommand implements Callable<Integer> {

    private final Session session;

    @Option(names = "--revoke", description = "Revoke the tokens that \"login --email\" made, too.")
    private boolean revoke;

    LogoutCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Contexts contexts = session.contexts();
        String chosen = session.contextName();
        String name = chosen == null ? contexts.current() : chosen;
        if (name.isEmpty()) {
            throw new Failure(ExitCode.CONFIG, "not signed in anywhere");
        }
        if (revoke) {
            revokeOwn();
        }
        contexts.remove(name);
        session.printer().note("forgot \"" + name + "\"");
        return ExitCode.OK.number();
    }

    private void revokeOwn() {
        for (JsonNode token : session.client().all("/tokens")) {
            if (Json.text(token, "name").equals("command line")) {
                session.client().delete("/tokens/" + Json.text(token, "id"));
                // Our own may be among them: whatever comes after it would be refused.
                return;
            }
        }
    }
}
