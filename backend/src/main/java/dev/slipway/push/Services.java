package dev.slipway.push;

import dev.slipway.app.App;
import dev.slipway.platform.Problem;
import dev.slipway.source.Pushed;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/** The two services on an app's repository, within limits. */
@ApplicationScoped
class Services {

    /** One push; source code is far below it. */
    private static final long MOST_PACK_BYTES = 256L << 20;

    private static final long MOST_OBJECT_BYTES = 100L << 20;

    /** All that was ever pushed to an app and is still kept. */
    private static final long MOST_REPOSITORY_BYTES = 1L << 30;

    /** Commands of one push: a branch or a few. */
    private static final long MOST_COMMAND_BYTES = 64 * 1024;

    private static final int SILENCE_SECONDS = 120;

    private final Pushed pushed;
    private final Rollouts rollouts;

    Services(Pushed pushed, Rollouts rollouts) {
        this.pushed = pushed;
        this.rollouts = rollouts;
    }

    /** What there is, as the first answer of the protocol. */
    void advertise(Door door, App app, OutputStream out) throws IOException {
        try (Repository repository = pushed.openOrCreate(app.id, DeployHook.branch(app))) {
            PacketLineOut lines = new PacketLineOut(out);
            lines.writeString("# service=" + door.service() + "\n");
            lines.end();
            RefAdvertiser advertiser = new RefAdvertiser.PacketLineOutRefAdvertiser(lines);
            switch (door) {
                case RECEIVE -> receive(repository, app).sendAdvertisedRefs(advertiser);
                case UPLOAD -> upload(repository).sendAdvertisedRefs(advertiser);
            }
        }
    }

    /** The request after it. */
    void serve(Door door, App app, InputStream in, boolean packed, OutputStream out) throws IOException {
        try (Repository repository = pushed.openOrCreate(app.id, DeployHook.branch(app));
                InputStream plain = packed ? new GZIPInputStream(in) : in) {
            switch (door) {
                case RECEIVE -> {
                    if (pushed.size(app.id) > MOST_REPOSITORY_BYTES) {
                        throw new Problem(
                                Problem.Kind.CONFLICT,
                                "this repository holds more than 1 GiB already; make the app anew, or build it from a remote");
                    }
                    receive(repository, app).receive(plain, out, null);
                }
                case UPLOAD -> upload(repository).upload(plain, out, null);
            }
        }
    }

    private ReceivePack receive(Repository repository, App app) {
        ReceivePack pack = new ReceivePack(repository);
        pack.setBiDirectionalPipe(false);
        pack.setTimeout(SILENCE_SECONDS);
        // Like receive.fsckObjects: nothing malformed is stored, and no name in a tree that could mean something
        // elsewhere.
        pack.setObjectChecker(new ObjectChecker().setSafeForWindows(false).setSafeForMacOS(true));
        pack.setMaxPackSizeLimit(MOST_PACK_BYTES);
        pack.setMaxObjectSizeLimit(MOST_OBJECT_BYTES);
        pack.setMaxCommandBytes(MOST_COMMAND_BYTES);
        pack.setAllowDeletes(false);
        pack.setAllowNonFastForwards(true);
        pack.setAtomic(true);
        pack.setPreReceiveHook(new DeployHook(rollouts, app));
        return pack;
    }

    private static UploadPack upload(Repository repository) {
        UploadPack pack = new UploadPack(repository);
        pack.setBiDirectionalPipe(false);
        pack.setTimeout(SILENCE_SECONDS);
        return pack;
    }
}
