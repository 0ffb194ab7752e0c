package dev.slipway.push;

import dev.slipway.app.App;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.transport.PreReceiveHook;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;
import org.jboss.logging.Logger;

/**
 * Builds and deploys before the branch moves: a push that fails leaves it where it was, so that pushing the same commit again
 * tries again, and {@code git push} exits with an error.
 */
final class DeployHook implements PreReceiveHook {

    private static final Logger LOG = Logger.getLogger(DeployHook.class);

    private static final String DEFAULT_BRANCH = "main";

    private final Rollouts rollouts;
    private final App app;

    DeployHook(Rollouts rollouts, App app) {
        this.rollouts = rollouts;
        this.app = app;
    }

    /** The one branch of an app that is deployed. */
    static String branch(App app) {
        return Objects.requireNonNullElse(app.branch, DEFAULT_BRANCH);
    }

    @Override
    public void onPreReceive(ReceivePack pack, Collection<ReceiveCommand> commands) {
        String branch = branch(app);
        List<ReceiveCommand> open = commands.stream()
                .filter(command -> command.getResult() == ReceiveCommand.Result.NOT_ATTEMPTED)
                .toList();
        for (ReceiveCommand command : open) {
            if (!command.getRefName().equals(Constants.R_HEADS + branch)) {
                command.setResult(
                        ReceiveCommand.Result.REJECTED_OTHER_REASON,
                        "only branch \"" + branch + "\" is deployed; push with: git push REMOTE HEAD:" + branch);
            }
        }
        open.stream()
                .filter(command -> command.getResult() == ReceiveCommand.Result.NOT_ATTEMPTED)
                .findFirst()
                .ifPresent(command -> deploy(pack, command));
    }

    private void deploy(ReceivePack pack, ReceiveCommand command) {
        Optional<String> failure = rollouts.follow(app, command.getNewId().name(), line -> say(pack, line));
        failure.ifPresent(why -> command.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON, why));
    }

    /** Whoever pushed may have gone; what they began goes on. */
    private static void say(ReceivePack pack, String line) {
        pack.sendMessage(line.replaceAll("(?!\\t)\\p{Cntrl}", "?"));
        try {
            pack.getMessageOutputStream().flush();
        } catch (IOException gone) {
            LOG.debugf("nobody reads the push's output any more: %s", gone.getMessage());
        }
    }
}
