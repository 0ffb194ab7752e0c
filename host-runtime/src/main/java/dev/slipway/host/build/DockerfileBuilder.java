package dev.slipway.host.build;

import dev.slipway.host.base.Ids;
import dev.slipway.host.base.Step;
import dev.slipway.host.build.dockerfile.Dockerfile;
import dev.slipway.host.container.Containers;
import dev.slipway.host.layer.Layers;
import dev.slipway.host.library.Attachment;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** {@link Builder} on this host: steps run as containers of the tenant, files are copied without one. */
public final class DockerfileBuilder implements Builder {
    private static final Path PROC = Path.of("/proc");
    /** Asks for a record of the steps beside the image, under BuildKit's name. */
    private static final String INLINE_CACHE = "BUILDKIT_INLINE_CACHE";

    private static final List<String> INLINE = List.of("1", "true");
    private static final String CONTEXTS = "contexts";
    private static final String CACHE = "cache";
    private static final String MOUNTS = "mounts";

    private final Workshop workshop;
    private final Papers papers;

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
                new Admission(
                        limits.builds(),
                        new Pressure(PROC, Runtime.getRuntime().availableProcessors()),
                        limits.waiting()),
                RemoteFile.ofPublicHosts(limits.downloadBytes()),
                emptied(root, CONTEXTS),
                clock,
                new Ids());
        this.papers = new Papers(workshop);
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
        BuildOutput output = new BuildOutput(messages);
        try (Admission.Place place = workshop.admission().enter(tenant, memoryBytes(request), output::note)) {
            return admitted(tenant, request, name, tar, messages);
        }
    }

    private long memoryBytes(Request request) {
        return request.memoryBytes() > 0
                ? request.memoryBytes()
                : workshop.limits().memoryBytes();
    }

    private String admitted(
            String tenant, Request request, String name, InputStream tar, Consumer<Map<String, Object>> messages) {
        Step.before("build: unpack the context");
        try (BuildContext context = BuildContext.unpack(workshop.contexts(), name, tar, workshop.limits())) {
            String text = context.dockerfile(request.dockerfile());
            Dockerfile dockerfile = Dockerfile.parse(text);
            context.applyIgnoreFile(request.dockerfile());
            try (Build build = new Build(workshop, tenant, request, dockerfile, context, messages)) {
                Instant started = workshop.clock().instant();
                String image = build.run();
                remember(tenant, image, () -> build.provenance(name, text, image, started));
                if (INLINE.contains(request.buildArgs().getOrDefault(INLINE_CACHE, ""))) {
                    keepRecord(tenant, image, build.record());
                }
                return image;
            } finally {
                save(tenant);
            }
        }
    }

    private void keepRecord(String tenant, String image, CacheRecord record) {
        List<String> layers =
                workshop.library().require(tenant, image).config().rootfs().diffIds();
        workshop.library().attach(tenant, image, Attachment.CACHE, record.write(layers));
    }

    /** An image that is there already was built before: how, is known. */
    private void remember(String tenant, String image, Supplier<byte[]> provenance) {
        if (workshop.library().attachment(tenant, image, Attachment.PROVENANCE).isEmpty()) {
            workshop.library().attach(tenant, image, Attachment.PROVENANCE, provenance.get());
        }
    }

    @Override
    public byte[] sbom(String tenant, String reference) {
        return papers.sbom(tenant, reference);
    }

    @Override
    public Optional<byte[]> provenance(String tenant, String reference) {
        return papers.provenance(tenant, reference);
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
