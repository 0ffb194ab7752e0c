package dev.slipway.host.build;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.build.Sources.Source;
import dev.slipway.host.build.TreeCopy.Look;
import dev.slipway.host.build.TreeCopy.Owner;
import dev.slipway.host.build.dockerfile.GitSource;
import dev.slipway.host.build.dockerfile.Heredoc;
import dev.slipway.host.build.dockerfile.IgnoreFile;
import dev.slipway.host.build.dockerfile.Instruction.Copy;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.Fd;
import dev.slipway.host.linux.Stat;
import dev.slipway.host.linux.TreeRemoval;
import dev.slipway.host.start.Identity;
import dev.slipway.host.start.UserLookup;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** COPY and ADD of files: finds and digests them first, so that the cache can be asked; then writes them into a root. */
final class CopyStep {
    private static final int FILE_MODE = 0644;

    private final Copy copy;
    private final StepText text;
    private final DirFd from;
    private final List<Source> sources;
    private final List<Heredoc> files;
    private final List<RemoteFile.Fetched> fetched;
    private final List<Repository> repositories;
    private final String destination;
    private final IgnoreFile excluded;

    /**
     * @param from where sources are: the context, or another root
     * @param fetched what the addresses among the sources gave
     * @param repositories those among the sources
     */
    CopyStep(
            Copy copy,
            StepText text,
            DirFd from,
            List<RemoteFile.Fetched> fetched,
            List<Repository> repositories,
            String workingDir) {
        this.copy = copy;
        this.text = text;
        this.from = from;
        this.fetched = fetched;
        this.repositories = repositories;
        this.excluded = IgnoreFile.of(copy.options().excludes());
        this.sources = new Sources(from, copy.options().parents())
                        .find(
                                keyword(),
                                text.words(copy.sources()).stream()
                                        .filter(source -> !isElsewhere(copy, source))
                                        .toList())
                        .stream()
                        .filter(source -> source.folder() || !excluded.ignores(source.name()))
                        .toList();
        this.files = copy.files().stream().map(this::expanded).toList();
        String target = text.word(copy.destination());
        this.destination = target.startsWith("/") ? target : workingDir + "/" + target;
        if (copy.options().checksum() != null && fetched.isEmpty() && repositories.isEmpty()) {
            throw text.invalid("checksum can't be specified for files of the build context");
        }
        if (count() > 1 && !endsAsFolder()) {
            throw EngineException.invalid("When using " + keyword()
                    + " with more than one source file, the destination must be a directory and end with a /");
        }
    }

    /**
     * A repository among the sources; fetched only when it is written.
     *
     * @param key what decides the files: the commit, and what is taken of it
     * @param subdir path in the tree, "" for all of it
     */
    record Repository(String key, String subdir, Supplier<DirFd> tree) {}

    private int count() {
        return sources.size() + files.size() + fetched.size() + repositories.size();
    }

    /** Whether ADD fetches a source: a file or a repository. */
    private static boolean isElsewhere(Copy copy, String source) {
        return isAddress(copy, source) || isRepository(copy, source);
    }

    private static boolean isAddress(Copy copy, String source) {
        boolean web = source.startsWith("http://") || source.startsWith("https://");
        return copy.add() && web && !GitSource.is(source);
    }

    private static boolean isRepository(Copy copy, String source) {
        return copy.add() && GitSource.is(source);
    }

    private Heredoc expanded(Heredoc file) {
        return file.expand() ? new Heredoc(file.name(), true, file.chomp(), text.content(file.content())) : file;
    }

    private String keyword() {
        return copy.add() ? "ADD" : "COPY";
    }

    private boolean endsAsFolder() {
        return destination.endsWith("/") || destination.endsWith("/.");
    }

    /** Digest of all that is copied. */
    String digest() {
        MessageDigest digest = CacheKey.sha256();
        TreeDigest tree = new TreeDigest(digest, from, keepsOwners(), excluded);
        for (Source source : sources) {
            digest.update((source.name() + '\0' + source.folder() + '\0').getBytes(StandardCharsets.UTF_8));
            tree.add(source.path());
        }
        for (Heredoc file : files) {
            digest.update((file.name() + '\0' + file.content() + '\0').getBytes(StandardCharsets.UTF_8));
        }
        for (RemoteFile.Fetched file : fetched) {
            digest.update((file.name() + '\0' + file.digest() + '\0').getBytes(StandardCharsets.UTF_8));
        }
        for (Repository repository : repositories) {
            digest.update((repository.key() + '\0').getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** What else decides the result. */
    List<String> options() {
        return List.of(
                destination,
                String.valueOf(copy.options().chown()),
                String.valueOf(copy.options().chmod()),
                String.valueOf(copy.options().parents()),
                String.valueOf(copy.options().unpack()),
                sources.stream().map(Source::kept).toList().toString(),
                String.valueOf(keepsOwners()));
    }

    /** For the image's history, as Docker writes it. */
    String describe(String digest) {
        boolean folder = !repositories.isEmpty() || sources.stream().anyMatch(Source::folder);
        String kind = count() > 1 ? "multi" : folder ? "dir" : "file";
        return "/bin/sh -c #(nop) " + keyword() + " " + kind + ":" + digest + " in " + destination + " ";
    }

    /** Files of a context belong to whoever sent it, which says nothing; those of another image are as they are there. */
    private boolean keepsOwners() {
        return copy.options().from() != null;
    }

    /** Writes the files into {@code root}. */
    void write(DirFd root) {
        Look look = new Look(owner(root), mode());
        RealPath target = RealPath.of(root, destination, true);
        boolean folder = endsAsFolder()
                || (target.exists() && RealPath.stat(root, target.path()).isDirectory());
        TreeCopy tree = new TreeCopy(from, root, look, excluded);
        for (Source source : sources) {
            write(root, tree, source, target.path(), folder);
        }
        for (Heredoc file : files) {
            String path = folder ? RealPath.join(target.path(), file.name()) : target.path();
            byte[] content = file.content().getBytes(StandardCharsets.UTF_8);
            create(root, path, look, FILE_MODE, out -> out.write(content));
        }
        for (RemoteFile.Fetched file : fetched) {
            if (Boolean.TRUE.equals(copy.options().unpack()) && LocalArchive.isArchive(file.path())) {
                TreeCopy.folders(root, target.path(), Owner.ROOT);
                LocalArchive.unpack(file.path(), file.name(), root, target.path());
                continue;
            }
            String path = folder ? RealPath.join(target.path(), file.name()) : target.path();
            create(root, path, look, RemoteFile.MODE, out -> Files.copy(file.path(), out));
        }
        repositories.forEach(repository -> write(root, look, repository, target.path()));
    }

    private void write(DirFd root, Look look, Repository repository, String target) {
        DirFd tree = repository.tree().get();
        RealPath folder = RealPath.of(tree, repository.subdir(), true);
        if (!folder.exists() || !RealPath.stat(tree, folder.path()).isDirectory()) {
            throw EngineException.invalid("ADD failed: the repository has no folder '" + repository.subdir() + "'");
        }
        new TreeCopy(tree, root, look, excluded).contents(folder.path(), target);
    }

    private void write(DirFd root, TreeCopy tree, Source source, String target, boolean folder) {
        String base = source.kept().isEmpty() ? target : RealPath.join(target, source.kept());
        if (source.folder()) {
            String contents = copy.options().parents() ? RealPath.join(base, source.name()) : base;
            tree.contents(source.path(), RealPath.of(root, contents, true).path());
        } else if (unpacks() && LocalArchive.isArchive(from, source.path())) {
            TreeCopy.folders(root, target, Owner.ROOT);
            LocalArchive.unpack(from, source.path(), root, target);
        } else {
            boolean into = folder || copy.options().parents();
            String file = into ? RealPath.join(RealPath.of(root, base, true).path(), source.name()) : target;
            tree.file(source.path(), file);
        }
    }

    /** ADD unpacks what the context has, unless it is told not to. */
    private boolean unpacks() {
        return copy.add() && !Boolean.FALSE.equals(copy.options().unpack());
    }

    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private void create(DirFd root, String path, Look look, int mode, Content content) {
        Owner owner = look.owner() == null ? Owner.ROOT : look.owner();
        TreeCopy.folders(root, RealPath.parent(path), owner);
        try (DirFd folder = root.beneath(RealPath.parent(path))) {
            String name = RealPath.name(path);
            if (folder.find(name).map(Stat::isDirectory).orElse(false)) {
                throw EngineException.invalid("cannot overwrite directory with file: /" + path);
            }
            TreeRemoval.remove(folder, name);
            try (Fd file = folder.create(name, 0600);
                    OutputStream out = Files.newOutputStream(Path.of(file.path()))) {
                content.writeTo(out);
            }
            folder.chown(name, owner.uid(), owner.gid());
            folder.chmod(name, look.mode(mode, false));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write '/" + path + "'", e);
        }
    }

    private @Nullable Owner owner(DirFd root) {
        String chown = copy.options().chown();
        if (chown == null) {
            return keepsOwners() ? null : Owner.ROOT;
        }
        String user = text.word(chown);
        boolean number = !user.isEmpty() && user.chars().allMatch(Character::isDigit);
        // A lone number is the group's, too (Dockerfile reference, COPY --chown).
        Identity identity = new UserLookup(root.fd()).find(number ? user + ":" + user : user, List.of());
        return new Owner(identity.uid(), identity.gid());
    }

    private @Nullable ModeChange mode() {
        String chmod = copy.options().chmod();
        if (chmod == null) {
            return null;
        }
        String mode = text.word(chmod);
        try {
            return ModeChange.parse(mode);
        } catch (IllegalArgumentException e) {
            throw text.invalid("invalid chmod parameter: '" + mode
                    + "'. it should be octal string and between 0 and 07777, or symbols as chmod takes them");
        }
    }

    /** The addresses of files among the sources. */
    static List<String> addresses(Copy copy, StepText text) {
        return text.words(copy.sources()).stream()
                .filter(source -> isAddress(copy, source))
                .toList();
    }

    /** The addresses of repositories among the sources. */
    static List<String> repositories(Copy copy, StepText text) {
        return text.words(copy.sources()).stream()
                .filter(source -> isRepository(copy, source))
                .toList();
    }
}
