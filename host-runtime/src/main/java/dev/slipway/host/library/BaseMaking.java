package dev.slipway.host.library;

import dev.slipway.host.base.BulkInput;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.base.Json;
import dev.slipway.host.image.ImageConfig;
import dev.slipway.host.image.Reference;
import dev.slipway.host.layer.Layers;
import dev.slipway.host.linux.Architecture;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Base images from the distribution's packages, made once and shared by all tenants. One at a time: it takes a minute and
 * whoever else waits wants the same one.
 */
final class BaseMaking {
    /** How long the archive's last answer counts: tenants that pull one after the other need not ask each. */
    private static final Duration ASKED = Duration.ofMinutes(5);

    private static final int PIPE_BYTES = 1 << 20;

    private final Layers layers;
    private final ImageFiles files;
    private final Catalog catalog;
    private final Content content;
    private final AttachmentFiles attachments;
    private final PackagedBases bases;
    private final Clock clock;
    private final ReentrantLock one = new ReentrantLock();
    private final Map<Reference, Instant> asked = new HashMap<>();

    BaseMaking(
            Layers layers,
            ImageFiles files,
            Catalog catalog,
            Content content,
            AttachmentFiles attachments,
            PackagedBases bases,
            Clock clock) {
        this.attachments = attachments;
        this.layers = layers;
        this.files = files;
        this.catalog = catalog;
        this.content = content;
        this.bases = bases;
        this.clock = clock;
    }

    boolean offers(Reference name) {
        return bases.offers(name);
    }

    /** The image's id: of the packages that the archive has now. An old one is used on when no new one can be made. */
    String make(Reference name, Consumer<String> log) {
        one.lock();
        try {
            Optional<String> there = catalog.of(Catalog.SHARED).find(name);
            if (there.isPresent() && askedLately(name)) {
                return there.get();
            }
            try {
                PackagedBases.Origin origin = bases.origin(name);
                String id = there.filter(image -> isOf(image, origin))
                        .orElseGet(() -> makeNew(name, origin, there.orElse(null), log));
                asked.put(name, clock.instant());
                return id;
            } catch (EngineException e) {
                if (there.isEmpty() || e.kind() != ErrorKind.UNAVAILABLE) {
                    throw e;
                }
                log.accept("using the base made before: " + e.getMessage());
                return there.get();
            }
        } finally {
            one.unlock();
        }
    }

    private boolean askedLately(Reference name) {
        Instant last = asked.get(name);
        return last != null && last.plus(ASKED).isAfter(clock.instant());
    }

    /** An image says by its date of which state of the archive it is. */
    private boolean isOf(String image, PackagedBases.Origin origin) {
        return origin.date().toString().equals(files.config(image).created());
    }

    private String makeNew(Reference name, PackagedBases.Origin origin, @Nullable String before, Consumer<String> log) {
        Layers.Layer layer = layer(name, origin, log);
        try (Content.Pin pin = content.pin(List.of(layer.diffId()))) {
            String id = files.put(Json.write(config(name, origin, layer)).getBytes(StandardCharsets.UTF_8));
            attachments.put(
                    Catalog.SHARED, id, Attachment.PROVENANCE, BaseProvenance.write(name, id, origin, clock.instant()));
            catalog.change(Catalog.SHARED, shared -> {
                Holdings without = before == null ? shared : shared.without(before);
                return without.withName(name, id);
            });
            if (before != null) {
                content.removeUnneeded(before);
            }
            return id;
        }
    }

    /** With the archive's date in it and not today's: the same packages are the same image everywhere. */
    private ImageConfig config(Reference name, PackagedBases.Origin origin, Layers.Layer layer) {
        String date = origin.date().toString();
        return new ImageConfig(
                date,
                null,
                Architecture.current().oci(),
                "linux",
                null,
                bases.run(name),
                new ImageConfig.Rootfs("layers", List.of(layer.diffId())),
                List.of(new ImageConfig.History(date, name.familiar() + " from packages", null, null, null)));
    }

    private Layers.Layer layer(Reference name, PackagedBases.Origin origin, Consumer<String> log) {
        try (MadeStream made = new MadeStream(name, origin, log)) {
            return layers.adopt(made);
        } catch (IOException e) {
            throw EngineException.internal("cannot make '" + name.familiar() + "' from packages: " + e, e);
        }
    }

    /** The root file system while it is made on a thread of its own; a failed making fails the reader, at the end at the latest. */
    private final class MadeStream extends BulkInput {
        private final PipedInputStream in = new PipedInputStream(PIPE_BYTES);
        private final Thread maker;
        private volatile @Nullable RuntimeException failure;

        MadeStream(Reference name, PackagedBases.Origin origin, Consumer<String> log) throws IOException {
            PipedOutputStream pipe = new PipedOutputStream(in);
            maker = Thread.ofPlatform().name("base-" + name.tag()).daemon(true).start(() -> {
                try (OutputStream out = new BufferedOutputStream(pipe)) {
                    bases.writeRoot(name, origin, out, log);
                } catch (RuntimeException e) {
                    failure = e;
                } catch (IOException e) {
                    failure = EngineException.internal("cannot hand over the root file system: " + e, e);
                }
            });
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int n = in.read(into, from, length);
            if (n < 0) {
                finish();
            }
            return n;
        }

        private void finish() {
            try {
                maker.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EngineException(ErrorKind.UNAVAILABLE, "the pull was cancelled", e);
            }
            RuntimeException failed = failure;
            if (failed != null) {
                throw failed;
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
            maker.interrupt();
        }
    }
}
