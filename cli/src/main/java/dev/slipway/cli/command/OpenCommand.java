package dev.slipway.cli.command;

import dev.slipway.cli.api.Json;
import dev.slipway.cli.base.ExitCode;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The app in a browser. */
@Command(name = "open", description = "Print an app's address, and open it where there is a desktop.")
final class OpenCommand implements Callable<Integer> {

    private final Session session;

    @Mixin
    private OfApp app = new OfApp();

    OpenCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String url = Json.text(app.find(session), "url");
        session.printer().line(url);
        boolean desktop = !session.around().variable("DISPLAY").isEmpty()
                || !session.around().variable("WAYLAND_DISPLAY").isEmpty();
        if (desktop && session.around().terminals().out() && url.startsWith("http")) {
            open(url);
        }
        return ExitCode.OK.number();
    }

    private void open(String url) {
        try {
            new ProcessBuilder("xdg-open", url).inheritIO().start();
        } catch (IOException noBrowser) {
            session.printer().note("cannot start xdg-open: " + noBrowser.getMessage());
        }
    }
}
