package dev.slipway.cli.command;

import dev.slipway.cli.api.Client;
import dev.slipway.cli.base.ExitCode;
import dev.slipway.cli.base.Failure;
import dev.slipway.cli.context.Contexts;
import dev.slipway.cli.context.Server;
import dev.slipway.cli.output.Printer;
import dev.slipway.cli.output.Progress;
import dev.slipway.cli.output.Style;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** What commands share: the server and who we are there, made when first asked for; and where they print. */
final class Session {

    /** Tokens have 47 letters; a password at most 200. */
    private static final int MOST_SECRET_BYTES = 4096;

    private final Slipway slipway;
    private @Nullable Client client;

    Session(Slipway slipway) {
        this.slipway = slipway;
    }

    Surroundings around() {
        return slipway.around();
    }

    /** The whole tree of commands. */
    CommandLine commandLine() {
        return slipway.line();
    }

    Instant now() {
        return around().clock().instant();
    }

    Contexts contexts() {
        return Contexts.load(around().environment());
    }

    /** The context that was asked for by name; null for the current one. */
    @Nullable
    String contextName() {
        return slipway.context();
    }

    /** The server that is meant: of the option, of the environment, else the current one. */
    Server server() {
        String address = around().variable("SLIPWAY_SERVER");
        String token = around().variable("SLIPWAY_TOKEN");
        if (slipway.context() == null && !address.isEmpty()) {
            return new Server(Server.address(address), token);
        }
        Server known = contexts().find(slipway.context()).orElseThrow(this::noServer);
        return token.isEmpty() ? known : new Server(known.address(), token);
    }

    /** What an option says, else the environment's variable; null when neither says anything. */
    @Nullable
    String chosen(@Nullable String option, String variable) {
        String text = option == null ? around().variable(variable) : option;
        return text.isEmpty() ? null : text;
    }

    /** Requests in the name of who is signed in. */
    Client client() {
        if (client == null) {
            Server server = server();
            if (server.token().isEmpty()) {
                throw new Failure(
                        ExitCode.CONFIG,
                        "not signed in at " + server.address() + "; run \"slipway login\" or set SLIPWAY_TOKEN");
            }
            client = new Client(server.address(), server.token());
        }
        return client;
    }

    Names names() {
        return new Names(client());
    }

    Printer printer() {
        Style style = new Style(around().colours(around().terminals().out()));
        return new Printer(around().out(), around().err(), slipway.output(), slipway.quiet(), style);
    }

    /** Progress on standard error, so that a result can be piped on. */
    Progress progress() {
        boolean alive = around().terminals().err() && !around().variable("TERM").equals("dumb") && !slipway.quiet();
        return new Progress(around().err(), new Style(around().colours(alive)), alive);
    }

    /** Asks where somebody can answer, else reads standard input. */
    String secret(String what) {
        Console console = around().terminals().in() ? System.console() : null;
        if (console != null) {
            char[] typed = console.readPassword("%s: ", what);
            return require(typed == null ? "" : new String(typed).strip(), what);
        }
        try {
            byte[] bytes = around().in().readNBytes(MOST_SECRET_BYTES);
            return require(new String(bytes, StandardCharsets.UTF_8).strip(), what);
        } catch (IOException broken) {
            throw new Failure(ExitCode.FILE, "cannot read standard input: " + broken.getMessage());
        }
    }

    private static String require(String secret, String what) {
        if (secret.isEmpty()) {
            throw new Failure(ExitCode.USAGE, "no " + what.toLowerCase(Locale.ROOT) + " was given");
        }
        return secret;
    }

    private Failure noServer() {
        String name = slipway.context();
        return new Failure(
                ExitCode.CONFIG,
                name == null
                        ? "no server is known; run \"slipway login ADDRESS\" or set SLIPWAY_SERVER and SLIPWAY_TOKEN"
                        : "no context \"" + name + "\"; \"slipway contexts list\" shows those there are");
    }
}
