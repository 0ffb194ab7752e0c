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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Base images from the distribution's packages, made once and shared by all tenants. One at a time: it takes a minute and
 * whoever else waits wants the same one.
 */
final class BaseMaking {
    /** After this a pull makes it anew, for the security updates in it. */
    private static final Duration FRESH = Duration.ofDays(1);

    private static final int PIPE_BYTES = 1 << 20;

    private final Layers layers;
    private final ImageFiles files;
    private final Catalog catalog;
    private final Content content;
    private final PackagedBases bases;
    private final Clock clock;
    private final ReentrantLock one = new ReentrantLock();

    BaseMaking(Layers layers, ImageFiles files, Catalog catalog, Content content, PackagedBases bases, Clock clock) {
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

    /** The image's id. An old one is used on when no new one can be made. */
    String make(Reference name, Consumer<String> log) {
        one.lock();
        try {
            Optional<String> there = catalog.of(Catalog.SHARED).find(name);
            if (there.isPresent() && fresh(there.get())) {
                return there.get();
            }
            try {
                return makeNew(name, there.orElse(null), log);
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

    private boolean fresh(String id) {
        String created = files.config(id).created();
        return created != null && Instant.parse(created).plus(FRESH).isAfter(clock.instant());
    }

    private String makeNew(Reference name, @Nullable String before, Consumer<String> log) {
        Layers.Layer layer = layer(name, log);
        if (before != null && files.config(before).rootfs().diffIds().equals(List.of(layer.diffId()))) {
            return before;
        }
        try (Content.Pin pin = content.pin(List.of(layer.diffId()))) {
            String id = files.put(Json.write(config(name, layer)).getBytes(StandardCharsets.UTF_8));
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

    private ImageConfig config(Reference name, Layers.Layer layer) {
        String now = clock.instant().toString();
        return new ImageConfig(
                now,
                null,
                Architecture.current().oci(),
                "linux",
                null,
                bases.run(name),
                new ImageConfig.Rootfs("layers", List.of(layer.diffId())),
                List.of(new ImageConfig.History(now, name.familiar() + " from packages", null, null, null)));
    }

    private Layers.Layer layer(Reference name, Consumer<String> log) {
        try (MadeStream made = new MadeStream(name, log)) {
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

        MadeStream(Reference name, Consumer<String> log) throws IOException {
            PipedOutputStream pipe = new PipedOutputStream(in);
            maker = Thread.ofPlatform().name("base-" + name.tag()).daemon(true).start(() -> {
                try (OutputStream out = new BufferedOutputStream(pipe)) {
                    bases.writeRoot(name, out, log);
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
