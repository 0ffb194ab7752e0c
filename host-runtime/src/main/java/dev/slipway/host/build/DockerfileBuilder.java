package dev.slipway.host.build;

import dev.slipway.host.base.Ids;
import dev.slipway.host.base.Step;
import dev.slipway.host.build.dockerfile.Dockerfile;
import dev.slipway.host.container.Containers;
import dev.slipway.host.layer.Layers;
import dev.slipway.host.library.Library;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.TreeRemoval;
import dev.slipway.host.tenant.Tenants;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;

/** {@link Builder} on this host: steps run as containers of the tenant, files are copied without one. */
public final class DockerfileBuilder implements Builder {
    private static final String CONTEXTS = "contexts";
    private static final String CACHE = "cache";
    private static final String MOUNTS = "mounts";

    private final Workshop workshop;

    /** @param root durable folder of the builder's own; made when missing */
    public DockerfileBuilder(
            Path root, Containers containers, Library library, Layers layers, Tenants tenants, BuildLimits limits) {
        Clock clock = Clock.systemUTC();
        this.workshop = new Workshop(
                containers,
                library,
                layers,
                tenants,
                new BuildCache(made(root.resolve(CACHE)), library, clock, limits),
                new CacheMounts(made(root.resolve(MOUNTS)), clock, limits.cacheBytes()),
                limits,
                RemoteFile.ofPublicHosts(limits.downloadBytes()),
                emptied(root, CONTEXTS),
                clock,
                new Ids());
    }

    private static Path made(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the folder '" + folder + "'", e);
        }
    }

    /** What a killed engine left of its builds goes. */
    private static Path emptied(Path root, String name) {
        try (DirFd folder = DirFd.open(made(root))) {
            TreeRemoval.remove(folder, name);
        }
        return made(root.resolve(name));
    }

    @Override
    public String build(String tenant, Request request, InputStream tar, Consumer<Map<String, Object>> messages) {
        workshop.tenants().of(tenant);
        String name = workshop.ids().next();
        Step.before("build: unpack the context");
        try (BuildContext context = BuildContext.unpack(workshop.contexts(), name, tar, workshop.limits())) {
            Dockerfile dockerfile = Dockerfile.parse(context.dockerfile(request.dockerfile()));
            context.applyIgnoreFile(request.dockerfile());
            try (Build build = new Build(workshop, tenant, request, dockerfile, context, messages)) {
                return build.run();
            } finally {
                save(tenant);
            }
        }
    }

    /** Also when the build was cancelled: an interrupted thread cannot write files. */
    private void save(String tenant) {
        boolean interrupted = Thread.interrupted();
        try {
            Step.before("build: save the cache");
            workshop.cache().save(tenant);
            workshop.caches().bound(tenant);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public Pruned prune(String tenant, Instant before, long keepBytes) {
        Pruned steps = workshop.cache().prune(tenant, before, keepBytes);
        boolean everything = before.equals(Instant.MAX);
        long mounts = workshop.caches().prune(tenant, everything ? 0 : before.getEpochSecond(), keepBytes);
        return new Pruned(steps.images(), steps.bytes() + mounts);
    }
}
