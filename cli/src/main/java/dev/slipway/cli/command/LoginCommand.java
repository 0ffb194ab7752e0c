package dev.slipway.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.cli.api.Client;
import dev.slipway.cli.api.Json;
import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.base.Failure;
import dev.slipway.cli.context.Server;
import java.net.URI;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Signing in. A secret is never taken from the command line, where every user of the machine can read it. */
@Command(
        name = "login",
        description = {
            "Sign in at a server and keep the token for it.",
            "The token is asked for, or read from standard input, or from SLIPWAY_TOKEN. With --email a password is asked"
                    + " for (or read from standard input) and a token for this machine is made."
        })
final class LoginCommand implements Callable<Integer> {

    private final Session session;

    @Nullable
    @Parameters(index = "0", arity = "0..1", paramLabel = "ADDRESS", description = "Address of the server.")
    private String address;

    @Nullable
    @Option(names = "--email", paramLabel = "ADDRESS", description = "Sign in with this account's password.")
    private String email;

    @Nullable
    @Option(names = "--name", paramLabel = "NAME", description = "What to call the server here; its host by default.")
    private String name;

    LoginCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        URI server = address == null ? session.server().address() : Server.address(address);
        String token = email == null ? token() : tokenByPassword(server, email);
        try (Client client = new Client(server, token)) {
            JsonNode who = client.get("/sessions/current");
            String context = name == null ? server.getHost() : name;
            session.contexts().put(context, new Server(server, token));
            session.printer()
                    .note("signed in at " + server + " as " + Json.text(who.path("user"), "name") + " <"
                            + Json.text(who.path("user"), "email") + ">, kept as \"" + context + "\"");
            return ExitCode.OK.number();
        }
    }

    /** Asks for the code of an authenticator when the account wants one and somebody is there to type it. */
    private Client.Answer open(Client client, ObjectNode order) {
        try {
            return client.send("POST", "/sessions", order);
        } catch (Failure refused) {
            if (!refused.type().equals("second-factor")
                    || !session.around().terminals().in()) {
                throw refused;
            }
            return client.send("POST", "/sessions", order.put("code", session.secret("Code")));
        }
    }

    private String token() {
        String given = session.around().variable("SLIPWAY_TOKEN");
        String token = given.isEmpty() ? session.secret("Token") : given;
        if (!token.startsWith("slw_")) {
            throw new Failure(
                    ExitCode.USAGE, "that is no token of Slipway: they begin with \"slw_\"; make one in the console");
        }
        return token;
    }

    /** Opens a session for as long as it takes to issue a token. */
    private String tokenByPassword(URI server, String account) {
        ObjectNode order = Json.object().put("email", account).put("password", session.secret("Password"));
        try (Client client = new Client(server, null)) {
            Client.Answer opened = open(client, order);
            String cookie = opened.cookies().stream()
                    .map(text -> text.split(";", 2)[0])
                    .findFirst()
                    .orElseThrow(() -> new Failure(ExitCode.PROTOCOL, server + " opened no session"));
            try {
                ObjectNode wanted = Json.object().put("name", "command line");
                return Json.text(
                        client.send("POST", "/tokens", wanted, "Cookie", cookie).body(), "token");
            } finally {
                client.send("DELETE", "/sessions/current", null, "Cookie", cookie);
            }
        }
    }
}
