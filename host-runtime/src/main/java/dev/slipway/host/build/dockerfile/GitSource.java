package dev.slipway.host.build.dockerfile;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A git repository that ADD names (Dockerfile reference, "ADD": "Adding files from a Git repository"; BuildKit's URL queries):
 * {@code https://host/path.git#ref:subdir} or {@code https://host/path.git?branch=b&subdir=d}.
 *
 * @param address without fragment and query, for git
 * @param ref branch, tag, full name or commit; "HEAD" when none is named
 * @param subdir path in the tree, "" for all of it
 * @param commit what the commit's digest must begin with; null for any
 * @param keepGitDir null where only the flag says it
 */
public record GitSource(
        String address,
        String ref,
        String subdir,
        @Nullable String commit,
        @Nullable Boolean keepGitDir,
        boolean submodules) {
    private static final String HEAD = "HEAD";
    private static final Set<String> QUERIES =
            Set.of("ref", "branch", "tag", "subdir", "commit", "checksum", "keep-git-dir", "submodules");

    /** What git's own check-ref-format(1) leaves, without what a refspec would read: no pattern, no option, no pair. */
    private static final Pattern REF = Pattern.compile("(?!.*\\.\\.)[A-Za-z0-9_][A-Za-z0-9._/@{}%+=,#-]*");

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{7,64}");

    /** Whether ADD takes a source for a repository. */
    public static boolean is(String source) {
        boolean web = source.startsWith("http://") || source.startsWith("https://");
        return source.startsWith("git@")
                || source.startsWith("git://")
                || source.startsWith("ssh://")
                || (web && source.replaceFirst("[#?].*", "").endsWith(".git"));
    }

    /** @throws IllegalArgumentException with what is wrong with it */
    public static GitSource parse(String source) {
        if (source.startsWith("git@") || source.startsWith("ssh://")) {
            throw new IllegalArgumentException("git over ssh needs a key, and the classic build API forwards no agent:"
                    + " use https, and for a private repository the secret GIT_AUTH_TOKEN");
        }
        String[] parts = source.split("#", 2);
        String[] front = parts[0].split("\\?", 2);
        checkAddress(front[0]);
        Map<String, String> queries = queries(front.length < 2 ? "" : front[1]);
        String[] fragment = (parts.length < 2 ? "" : parts[1]).split(":", 2);
        String ref = one("ref", ref(queries), fragment[0]);
        String subdir = one("subdir", queries.getOrDefault("subdir", ""), fragment.length < 2 ? "" : fragment[1]);
        String commit = one("commit", queries.getOrDefault("commit", ""), queries.getOrDefault("checksum", ""));
        if (!ref.isEmpty() && !REF.matcher(ref).matches()) {
            throw new IllegalArgumentException("'" + ref + "' is no name of a branch, tag or commit");
        }
        return new GitSource(
                front[0],
                ref.isEmpty() ? HEAD : ref,
                subdir,
                commit.isEmpty() ? null : commit(commit),
                queries.containsKey("keep-git-dir") ? Boolean.valueOf(isTrue(queries, "keep-git-dir")) : null,
                !queries.containsKey("submodules") || isTrue(queries, "submodules"));
    }

    private static void checkAddress(String address) {
        try {
            URI uri = new URI(address);
            if (uri.getHost() == null || uri.getPath() == null || uri.getPath().length() < 2) {
                throw new IllegalArgumentException("the address has no host or no path");
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("the address is not valid: " + e.getReason(), e);
        }
    }

    private static Map<String, String> queries(String query) {
        Map<String, String> all = new HashMap<>();
        for (String pair : query.split("&")) {
            String[] sides = pair.split("=", 2);
            if (!pair.isEmpty() && !QUERIES.contains(sides[0])) {
                throw new IllegalArgumentException("unexpected query '" + sides[0] + "'");
            }
            String value = sides.length < 2 ? "" : URLDecoder.decode(sides[1], StandardCharsets.UTF_8);
            if (!pair.isEmpty() && all.put(sides[0], value) != null) {
                throw new IllegalArgumentException("the query '" + sides[0] + "' stands twice");
            }
        }
        return all;
    }

    private static String ref(Map<String, String> queries) {
        String branch = prefixed("refs/heads/", queries.getOrDefault("branch", ""));
        String tag = prefixed("refs/tags/", queries.getOrDefault("tag", ""));
        return one("ref", one("ref", queries.getOrDefault("ref", ""), branch), tag);
    }

    private static String prefixed(String prefix, String name) {
        return name.isEmpty() || name.startsWith(prefix) ? name : prefix + name;
    }

    private static String one(String what, String first, String second) {
        if (!first.isEmpty() && !second.isEmpty()) {
            throw new IllegalArgumentException("it names more than one " + what);
        }
        return first.isEmpty() ? second : first;
    }

    private static boolean isTrue(Map<String, String> queries, String name) {
        return switch (queries.getOrDefault(name, "")) {
            case "", "1", "true" -> true;
            case "0", "false" -> false;
            case String other -> throw new IllegalArgumentException("'" + name + "' is no boolean: '" + other + "'");
        };
    }

    /**
     * This, at a commit that {@code checksum} names besides.
     *
     * @param checksum of {@code ADD --checksum}; null for none
     * @throws IllegalArgumentException when it is no digest of a commit, or names another
     */
    public GitSource expecting(@Nullable String checksum) {
        if (checksum == null) {
            return this;
        }
        String both = one("commit", checksum, commit == null || commit.equals(checksum) ? "" : commit);
        return new GitSource(address, ref, subdir, commit(both), keepGitDir, submodules);
    }

    private static String commit(String digest) {
        if (!COMMIT.matcher(digest).matches()) {
            throw new IllegalArgumentException("'" + digest + "' is no digest of a commit");
        }
        return digest;
    }

    /** Whether the ref is a commit itself: SHA-1 or SHA-256. */
    public boolean isCommit() {
        return ref.matches("[0-9a-f]{40}|[0-9a-f]{64}");
    }

    /** {@code https://host:port/}: where a token for the repository may be sent, and nowhere else. */
    public String server() {
        URI uri = URI.create(address);
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()) + "/";
    }

    /** The address without a password. */
    public String shown() {
        return address.replaceFirst("//[^/@]*@", "//");
    }
}
