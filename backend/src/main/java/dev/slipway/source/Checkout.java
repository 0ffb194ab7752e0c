package dev.slipway.source;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;

/** One fetched commit: its tree can be looked at and written as a tar. */
public final class Checkout implements AutoCloseable {

    /** More is a mistake (a committed node_modules), and would cost the engine as many inodes. */
    private static final int MOST_FILES = 200_000;

    /** Unpacked; packed the fetch allows 1 GiB. */
    private static final long MOST_BYTES = 2L * 1024 * 1024 * 1024;

    /** A pointer file is about 130 bytes; real files starting like one are bigger. */
    private static final int MOST_POINTER_BYTES = 1024;

    private static final int LONGEST_MESSAGE = 200;
    private static final byte[] LFS = "version https://git-lfs".getBytes(StandardCharsets.US_ASCII);

    private final Repository repository;
    private final RevCommit commit;
    private final Submodules submodules;

    private Checkout(Repository repository, RevCommit commit, Submodules submodules) {
        this.repository = repository;
        this.commit = commit;
        this.submodules = submodules;
    }

    /** The commit of a ref; {@code depth} is 0 for an app's own repository. */
    static Checkout of(Repository repository, String ref, GitUrl url, int depth, Submodules.Fetch fetch)
            throws IOException {
        ObjectId id = repository.resolve(ref + "^{commit}");
        if (id == null) {
            throw new SourceFailure("what was fetched is not a commit; name a branch, a tag or a commit");
        }
        try (RevWalk walk = new RevWalk(repository)) {
            RevCommit commit = walk.parseCommit(id);
            return new Checkout(repository, commit, Submodules.of(repository, commit, url, depth, fetch));
        }
    }

    /** What was fetched. */
    public Commit commit() {
        String message = commit.getShortMessage();
        return new Commit(
                commit.getName(),
                printable(message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) : message),
                printable(commit.getAuthorIdent().getName()),
                Instant.ofEpochSecond(commit.getCommitTime()));
    }

    /** Names directly in a folder; a folder that does not exist has none. */
    public SortedSet<String> names(String folder) {
        SortedSet<String> names = new TreeSet<>();
        try (TreeWalk walk = walk(folder, false)) {
            while (walk.next()) {
                names.add(walk.getPathString());
            }
            return names;
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read the fetched tree", unreadable);
        }
    }

    /**
     * The text of a small file; empty when there is no such file.
     *
     * @param most bytes read
     */
    public Optional<String> text(String path, int most) {
        try (TreeWalk walk = TreeWalk.forPath(repository, path, commit.getTree())) {
            if (walk == null || (walk.getFileMode(0).getBits() & FileMode.TYPE_MASK) != FileMode.TYPE_FILE) {
                return Optional.empty();
            }
            ObjectLoader loader = repository.open(walk.getObjectId(0));
            try (var stream = loader.openStream()) {
                return Optional.of(new String(stream.readNBytes(most), StandardCharsets.UTF_8));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read \"" + path + "\" of the fetched tree", unreadable);
        }
    }

    /**
     * Writes a folder's tree as a tar, which is the same for the same commit.
     *
     * @param wanted asked with each file's path relative to the folder
     * @param added files that are not in the repository, by path
     * @throws SourceFailure for LFS pointers, submodules that cannot be fetched, and trees beyond the limits
     * @throws IOException when {@code out} cannot be written
     */
    public void writeTar(String folder, Predicate<String> wanted, Map<String, String> added, OutputStream out)
            throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name())) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            writeTree(tar, folder, "", wanted, new Written());
            for (Map.Entry<String, String> file : added.entrySet()) {
                writeFile(tar, file.getKey(), 0644, file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** What has been written so far, submodules included: the limits are for all of it. */
    private static final class Written {
        private int files;
        private long bytes;

        void add(long size) {
            files++;
            bytes += size;
            if (files > MOST_FILES || bytes > MOST_BYTES) {
                throw new SourceFailure("the repository has more than " + MOST_FILES + " files or 2 GiB; "
                        + "leave out what the build does not need with .dockerignore");
            }
        }
    }

    /** Writes a folder with every path below {@code prefix}, which is empty or ends in a slash. */
    private void writeTree(
            TarArchiveOutputStream tar, String folder, String prefix, Predicate<String> wanted, Written written)
            throws IOException {
        try (TreeWalk walk = walk(folder, true)) {
            while (walk.next()) {
                String path = prefix + walk.getPathString();
                if (!wanted.test(path)) {
                    continue;
                }
                if (walk.getFileMode(0).equals(FileMode.GITLINK)) {
                    String own = folder.isEmpty() ? walk.getPathString() : folder + "/" + walk.getPathString();
                    submodules.at(own, walk.getObjectId(0)).writeTree(tar, "", path + "/", wanted, written);
                } else {
                    written.add(writeEntry(tar, path, walk.getFileMode(0), walk.getObjectId(0)));
                }
            }
        }
    }

    @Override
    public void close() {
        submodules.close();
        repository.close();
    }

    private long writeEntry(TarArchiveOutputStream tar, String path, FileMode mode, ObjectId id) throws IOException {
        ObjectLoader loader = repository.open(id);
        if (mode.equals(FileMode.SYMLINK)) {
            TarArchiveEntry entry = new TarArchiveEntry(path, TarConstants.LF_SYMLINK);
            entry.setLinkName(new String(loader.getBytes(), StandardCharsets.UTF_8));
            entry.setModTime(date());
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
            return 0;
        }
        refuseLfs(path, loader);
        TarArchiveEntry entry = entry(path, mode.equals(FileMode.EXECUTABLE_FILE) ? 0755 : 0644, loader.getSize());
        tar.putArchiveEntry(entry);
        loader.copyTo(tar);
        tar.closeArchiveEntry();
        return loader.getSize();
    }

    private void writeFile(TarArchiveOutputStream tar, String path, int mode, byte[] bytes) throws IOException {
        tar.putArchiveEntry(entry(path, mode, bytes.length));
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    private TarArchiveEntry entry(String path, int mode, long size) {
        TarArchiveEntry entry = new TarArchiveEntry(path);
        entry.setMode(mode);
        entry.setSize(size);
        entry.setModTime(date());
        return entry;
    }

    /** The commit's own time, so that an unchanged file is unchanged for the build's cache. */
    private Date date() {
        return new Date(commit.getCommitTime() * 1000L);
    }

    private static void refuseLfs(String path, ObjectLoader loader) throws IOException {
        if (loader.getSize() > MOST_POINTER_BYTES || loader.getSize() < LFS.length) {
            return;
        }
        byte[] bytes = loader.getBytes();
        if (Arrays.equals(bytes, 0, LFS.length, LFS, 0, LFS.length)) {
            throw new SourceFailure("\"" + path + "\" is kept in Git LFS, which is not fetched; "
                    + "put the file into the repository, or list it in .dockerignore");
        }
    }

    /** Walks a folder's tree; a folder that does not exist is an empty one. */
    private TreeWalk walk(String folder, boolean recursive) throws IOException {
        TreeWalk walk = new TreeWalk(repository);
        walk.setRecursive(recursive);
        if (folder.isEmpty()) {
            walk.addTree(commit.getTree());
            return walk;
        }
        try (TreeWalk at = TreeWalk.forPath(repository, folder, commit.getTree())) {
            if (at != null && at.getFileMode(0).equals(FileMode.TREE)) {
                walk.addTree(at.getObjectId(0));
            } else {
                walk.addTree(new EmptyTreeIterator());
            }
            return walk;
        }
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
