package dev.slipway.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.Daemon;
import org.eclipse.jgit.transport.UploadPack;

/** A real git server on loopback with repositories in memory. */
public final class GitServer implements AutoCloseable {

    private static final PersonIdent SOMEBODY = new PersonIdent("Grace", "grace@example.org");

    private final Map<String, InMemoryRepository> repositories = new ConcurrentHashMap<>();
    private final Daemon daemon = new Daemon(new InetSocketAddress("127.0.0.1", 0));

    /** Starts on a free port. */
    public GitServer() {
        daemon.setRepositoryResolver((client, name) -> {
            return open(name.replaceAll("\\.git$", ""));
        });
        daemon.setUploadPackFactory((client, repository) -> {
            // As GitHub and GitLab do: a submodule stands at a commit that no branch ends with.
            UploadPack upload = new UploadPack(repository);
            upload.setRequestPolicy(UploadPack.RequestPolicy.REACHABLE_COMMIT);
            return upload;
        });
        daemon.getService("git-upload-pack").setEnabled(true);
        try {
            daemon.start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A repository for one more server; the caller closes it. */
    public Repository open(String name) throws RepositoryNotFoundException {
        InMemoryRepository found = repositories.get(name);
        if (found == null) {
            throw new RepositoryNotFoundException(name);
        }
        found.incrementOpen();
        return found;
    }

    /** The address of a repository, which need not exist. */
    public String url(String name) {
        return "git://127.0.0.1:" + daemon.getAddress().getPort() + "/" + name + ".git";
    }

    /** Commits files to the default branch of a repository, made when missing; returns the address. */
    public String commit(String name, Map<String, String> files) {
        return commit(name, "main", files);
    }

    /** Commits files to a branch. */
    public String commit(String name, String branch, Map<String, String> files) {
        commitTree(name, branch, files, Map.of());
        return url(name);
    }

    /** Commits files, and submodules by path with the commit each stands at; returns the commit's id. */
    public String commitTree(String name, String branch, Map<String, String> files, Map<String, String> submodules) {
        InMemoryRepository repository = repositories.computeIfAbsent(name, GitServer::empty);
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            DirCache tree = DirCache.newInCore();
            DirCacheBuilder builder = tree.builder();
            for (Map.Entry<String, String> file : files.entrySet()) {
                DirCacheEntry entry = new DirCacheEntry(file.getKey());
                entry.setFileMode(FileMode.REGULAR_FILE);
                entry.setObjectId(inserter.insert(Constants.OBJ_BLOB, Constants.encode(file.getValue())));
                builder.add(entry);
            }
            for (Map.Entry<String, String> module : submodules.entrySet()) {
                DirCacheEntry entry = new DirCacheEntry(module.getKey());
                entry.setFileMode(FileMode.GITLINK);
                entry.setObjectId(ObjectId.fromString(module.getValue()));
                builder.add(entry);
            }
            builder.finish();
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(tree.writeTree(inserter));
            ObjectId before = repository.resolve(Constants.R_HEADS + branch);
            if (before != null) {
                commit.setParentId(before);
            }
            commit.setAuthor(SOMEBODY);
            commit.setCommitter(SOMEBODY);
            commit.setMessage("A change of " + name + "\n\nwith more to say");
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            RefUpdate update = repository.updateRef(Constants.R_HEADS + branch);
            update.setNewObjectId(id);
            update.forceUpdate();
            return id.name();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        daemon.stop();
    }

    private static InMemoryRepository empty(String name) {
        try {
            InMemoryRepository repository = new InMemoryRepository(new DfsRepositoryDescription(name));
            repository.updateRef(Constants.HEAD).link(Constants.R_HEADS + "main");
            return repository;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
