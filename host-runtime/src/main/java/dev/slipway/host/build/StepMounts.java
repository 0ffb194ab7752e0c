package dev.slipway.host.build;

import dev.slipway.host.build.TreeCopy.Look;
import dev.slipway.host.build.dockerfile.IgnoreFile;
import dev.slipway.host.build.dockerfile.Instruction.Run;
import dev.slipway.host.build.dockerfile.MountReader;
import dev.slipway.host.build.dockerfile.RunMount;
import dev.slipway.host.build.dockerfile.Stage;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.Stat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The mounts of one RUN: what of them decides its result, and then the mounts themselves, until the step has ended. */
final class StepMounts implements AutoCloseable {
    private static final IgnoreFile ALL = IgnoreFile.of(List.of());
    private static final String FILE = "file";
    private static final int PROGRAM_MODE = 0755;

    /** On the container's own /dev, so that nothing of it can stay in the layer. */
    private static final String SCRIPTS = "/dev/pipes/";

    private final Build build;
    private final Stage stage;
    private final Draft draft;
    private final StepText text;
    private final List<RunMount> mounts;
    private final @Nullable String script;
    private final List<Map<String, Object>> binds = new ArrayList<>();
    private final Map<String, String> tmpfs = new HashMap<>();
    private final List<Path> written = new ArrayList<>();
    private final List<String> variables = new ArrayList<>();
    private final Deque<CacheMounts.Lease> leases = new ArrayDeque<>();
    private final Scratch scratch;

    /** @param script a program that is mounted at {@link #script} and run, or null */
    StepMounts(Build build, Stage stage, Draft draft, Run run, StepText text, @Nullable String script) {
        this.build = build;
        this.stage = stage;
        this.draft = draft;
        this.text = text;
        this.mounts = run.mounts().stream()
                .map(mount -> MountReader.read(run.line(), mount, text::word))
                .toList();
        this.script = script;
        this.scratch = new Scratch(build.workshop());
    }

    /** Where a script is mounted. */
    static String script(String name) {
        return SCRIPTS + name.replaceAll("[^A-Za-z0-9_.-]", "_");
    }

    /** What decides a result: of binds the content; a cache's content never does, nor a secret's. */
    List<String> key() {
        List<String> parts = new ArrayList<>();
        for (RunMount mount : mounts) {
            parts.add(mount.toString());
            if (mount instanceof RunMount.Bind bind) {
                parts.add(digest(bind));
            }
        }
        parts.add(script == null ? "" : script);
        return parts;
    }

    private String digest(RunMount.Bind bind) {
        MessageDigest digest = CacheKey.sha256();
        DirFd root = build.source(stage, bind.from());
        new TreeDigest(digest, root, bind.from() != null, ALL).add(source(root, bind.from(), bind.source()));
        return HexFormat.of().formatHex(digest.digest());
    }

    private String source(DirFd root, @Nullable String from, String path) {
        RealPath real = RealPath.of(root, path, true);
        if (!real.exists()) {
            throw text.invalid("mount source '" + path + "' is not in "
                    + (from == null ? "the build context, or excluded by .dockerignore" : "'" + from + "'"));
        }
        return real.path();
    }

    /** Makes the mounts. */
    void prepare(@Nullable String scriptPlace) {
        for (RunMount mount : mounts) {
            switch (mount) {
                case RunMount.Bind bind -> bind(bind);
                case RunMount.Cache cache -> cache(cache);
                case RunMount.Tmpfs memory ->
                    tmpfs.put(place(memory.target()), memory.bytes() == 0 ? "exec" : "exec,size=" + memory.bytes());
                case RunMount.Secret secret -> secret(secret);
                case RunMount.Ssh ssh -> ssh(ssh);
            }
        }
        if (script != null && scriptPlace != null) {
            Path file = file(script.getBytes(StandardCharsets.UTF_8), new RunMount.Access(PROGRAM_MODE, 0, 0));
            add(file, scriptPlace, true);
        }
    }

    private void bind(RunMount.Bind bind) {
        DirFd root = build.source(stage, bind.from());
        String source = source(root, bind.from(), bind.source());
        // The context is nobody else's and nothing writes to it: it need not be copied to be looked at.
        boolean direct = bind.from() == null && bind.readOnly();
        add(direct ? build.contextPath().resolve(source) : copy(root, source), place(bind.target()), bind.readOnly());
    }

    /** A copy that goes when the step ends. */
    private Path copy(DirFd root, String source) {
        Path folder = scratch.folder().path();
        Stat stat = RealPath.stat(root, source);
        try (DirFd to = DirFd.open(folder)) {
            TreeCopy copy = new TreeCopy(root, to, new Look(null, null), ALL);
            if (!stat.isDirectory()) {
                copy.file(source, FILE);
                return folder.resolve(FILE);
            }
            copy.contents(source, "");
            to.chown(stat.uid(), stat.gid());
            to.chmod(stat.permissions());
        }
        return folder;
    }

    private void cache(RunMount.Cache cache) {
        CacheMounts.Lease lease = build.workshop().caches().take(build.tenant(), identified(cache), start(cache));
        leases.push(lease);
        add(lease.path(), place(cache.target()), cache.readOnly());
    }

    /** Without an id a cache is known by where it is mounted, whatever way that is written. */
    private RunMount.Cache identified(RunMount.Cache cache) {
        boolean own = !cache.id().equals(cache.target());
        return own
                ? cache
                : new RunMount.Cache(
                        cache.target(),
                        place(cache.target()),
                        cache.from(),
                        cache.source(),
                        cache.sharing(),
                        cache.readOnly(),
                        cache.access());
    }

    private Consumer<DirFd> start(RunMount.Cache cache) {
        String from = cache.from();
        if (from == null) {
            return CacheMounts.empty();
        }
        DirFd root = build.source(stage, from);
        String source = source(root, from, cache.source());
        if (!RealPath.stat(root, source).isDirectory()) {
            throw CacheMounts.missing(cache.source());
        }
        return folder -> new TreeCopy(root, folder, new Look(null, null), ALL).contents(source, "");
    }

    private void secret(RunMount.Secret secret) {
        Optional<byte[]> value = build.request().secrets().find(secret.id());
        if (value.isEmpty()) {
            if (secret.required()) {
                throw text.invalid("secret '" + secret.id() + "' is required and was not given with the build: an app"
                        + " on Slipway needs a variable of that name that is marked secret; docker build --secret needs"
                        + " BuildKit, the header X-Slipway-Build-Secrets does not");
            }
            return;
        }
        String variable = secret.variable();
        if (variable != null) {
            variables.add(variable + "=" + new String(value.get(), StandardCharsets.UTF_8));
        }
        if (!secret.target().isEmpty()) {
            add(file(value.get(), secret.access()), place(secret.target()), true);
        }
    }

    /** For nobody but root until it is written; gone when the step ends. */
    private Path file(byte[] content, RunMount.Access access) {
        Path own = scratch.folder().path();
        Path file = own.resolve(FILE);
        try (DirFd folder = DirFd.open(own)) {
            folder.create(FILE, 0600).close();
            Files.write(file, content);
            folder.chown(FILE, access.uid(), access.gid());
            folder.chmod(FILE, access.mode());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write '" + file + "'", e);
        }
        return file;
    }

    private void ssh(RunMount.Ssh ssh) {
        if (ssh.required()) {
            throw text.invalid("ssh agent '" + ssh.id() + "' is required, but the classic build API forwards none: give"
                    + " a key as a secret, or make what it would fetch part of the context");
        }
    }

    private String place(String target) {
        String path = Path.of(target.startsWith("/") ? target : draft.workingDir() + "/" + target)
                .normalize()
                .toString();
        if (path.equals("/")) {
            throw text.invalid("a mount's target cannot be '/'");
        }
        return path;
    }

    private void add(Path source, String target, boolean readOnly) {
        if (!readOnly) {
            written.add(source);
        }
        binds.add(Map.of("Type", "bind", "Source", source.toString(), "Target", target, "ReadOnly", readOnly));
    }

    /** What {@link #prepare} has mounted. */
    RunStep.Mounted mounted() {
        List<String> targets = new ArrayList<>(tmpfs.keySet());
        binds.forEach(bind -> targets.add(String.valueOf(bind.get("Target"))));
        targets.removeIf(target -> target.startsWith(SCRIPTS));
        return new RunStep.Mounted(binds, tmpfs, written, targets, variables);
    }

    @Override
    public void close() {
        scratch.close();
        while (!leases.isEmpty()) {
            leases.pop().close();
        }
    }
}
