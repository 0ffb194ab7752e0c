package dev.slipway.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.cli.api.Client;
import dev.slipway.cli.api.Json;
import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.context.Server;
import dev.slipway.cli.output.Column;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Versions. */
@Command(name = "version", description = "Version of this program, and with --server of the server.")
final class VersionCommand implements Callable<Integer> {

    private final Session session;

    @Option(names = "--server", description = "Ask the server, too.")
    private boolean server;

    VersionCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String own =
                Objects.requireNonNullElse(VersionCommand.class.getPackage().getImplementationVersion(), "unreleased");
        ObjectNode versions = Json.object().put("version", own);
        if (server) {
            Server known = session.server();
            try (Client client = new Client(known.address(), null)) {
                versions.put("server", Json.text(client.get("/setup"), "version"));
            }
        }
        session.printer().one(versions, Column.of("slipway", "version"), Column.of("server", "server"));
        return ExitCode.OK.number();
    }
}
