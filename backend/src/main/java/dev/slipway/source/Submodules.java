package dev.slipway.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.BlobBasedConfig;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;

/**
 * Submodules of one tree, fetched when they are first needed, so that what {@code .dockerignore} leaves out is never asked
 * for. Their addresses come from the repository and are held to the same policy as the app's own.
 */
final class Submodules implements AutoCloseable {

    private static final String FILE = ".gitmodules";

    /** Submodules of submodules of submodules: nobody has them on purpose. */
    static final int DEEPEST = 3;

    private static final int MOST = 50;

    private final Map<String, String> addresses = new HashMap<>();
    private final Map<String, Checkout> open = new HashMap<>();
    private final String parent;
    private final Fetch fetch;
    private final int depth;

    /** How a submodule is fetched. */
    interface Fetch {
        Checkout fetch(GitUrl url, String commit, Path name, int depth);
    }

    private Submodules(String parent, Fetch fetch, int depth) {
        this.parent = parent;
        this.fetch = fetch;
        this.depth = depth;
    }

    /** What the commit's {@code .gitmodules} says; nothing when there is none. */
    static Submodules of(Repository repository, RevCommit commit, GitUrl url, int depth, Fetch fetch) {
        Submodules modules = new Submodules(url.text(), fetch, depth);
        try {
            BlobBasedConfig config = new BlobBasedConfig(null, repository, commit, FILE);
            for (String name : config.getSubsections("submodule")) {
                @Nullable String path = config.getString("submodule", name, "path");
                @Nullable String address = config.getString("submodule", name, "url");
                if (path != null && address != null) {
                    modules.addresses.put(path, address);
                }
            }
        } catch (IOException none) {
            return modules;
        } catch (ConfigInvalidException broken) {
            throw new SourceFailure("\"" + FILE + "\" of \"" + url.text() + "\" cannot be understood; mend it");
        }
        return modules;
    }

    /** The tree of the submodule at a path. */
    Checkout at(String path, ObjectId commit) {
        Checkout known = open.get(path);
        if (known != null) {
            return known;
        }
        String address = addresses.get(path);
        if (address == null) {
            throw new SourceFailure("\"" + path + "\" is a git submodule without an address in " + FILE
                    + "; add it there, or list the path in .dockerignore");
        }
        if (depth >= DEEPEST || open.size() >= MOST) {
            throw new SourceFailure(
                    "\"" + path + "\" is a submodule too many: at most " + MOST + " in a repository, nested " + DEEPEST
                            + " deep; list it in .dockerignore if the build does not need it");
        }
        GitUrl url = GitUrl.parse(absolute(parent, address));
        Checkout checkout = fetch.fetch(url, commit.getName(), Path.of("module-" + open.size()), depth + 1);
        open.put(path, checkout);
        return checkout;
    }

    /** An address that may be relative to its parent's, as git-submodule(1) has it. */
    static String absolute(String parent, String address) {
        String rest = address;
        String base = parent.replaceAll("/+$", "");
        if (!rest.startsWith("./") && !rest.startsWith("../")) {
            return rest;
        }
        while (true) {
            if (rest.startsWith("./")) {
                rest = rest.substring(2);
            } else if (rest.startsWith("../")) {
                rest = rest.substring(3);
                int slash = base.lastIndexOf('/');
                int colon = base.contains("://") ? -1 : base.lastIndexOf(':');
                if (slash <= base.indexOf("://") + 2 && colon < 0) {
                    throw new SourceFailure("submodule address \"" + address + "\" leads out of \"" + parent + "\"");
                }
                if (slash > colon) {
                    base = base.substring(0, slash);
                } else {
                    return base.substring(0, colon + 1) + rest;
                }
            } else {
                return base + "/" + rest;
            }
        }
    }

    @Override
    public void close() {
        open.values().forEach(Checkout::close);
    }
}
