package dev.slipway.source;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.Proxy;
import java.net.URL;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.api.errors.JGitInternalException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnectionFactory;
import org.jspecify.annotations.Nullable;

/** Fetches single commits from git remotes. */
@ApplicationScoped
public class Remotes {

    /** Seconds without a byte before a connection counts as dead. */
    private static final int SILENCE_LIMIT = 30;

    /** Names in a message; a repository may have thousands. */
    private static final int MOST_NAMED = 10;

    private static final Pattern COMMIT_ID = Pattern.compile("[0-9a-f]{40}");
    private static final String LOCAL_REF = "refs/slipway/wanted";

    private final Addresses addresses;
    private final Clock clock;

    Remotes(Addresses addresses, Clock clock) {
        this.addresses = addresses;
        this.clock = clock;
        NoOutsideConfig.install();
    }

    /**
     * Fetches one commit without its history.
     *
     * @param ref branch, tag or commit id; null for the remote's default branch
     * @param folder an empty folder for git's objects
     * @param unwanted asked while fetching; true breaks it off
     * @throws SourceFailure with one sentence for the app's owner
     */
    public Checkout fetch(GitUrl url, @Nullable String ref, Path folder, BooleanSupplier unwanted) {
        if (url.scheme().equals("ssh")) {
            throw new SourceFailure("repository \"" + url.text()
                    + "\" needs a deploy key, which cannot be kept yet; use the https address of a public repository");
        }
        addresses.require(url.host());
        FetchLimit limit = new FetchLimit(folder, clock, unwanted);
        try {
            String wanted = resolve(url, ref);
            Repository repository = Git.init()
                    .setBare(true)
                    .setDirectory(folder.toFile())
                    .call()
                    .getRepository();
            try (Git git = new Git(repository)) {
                // JGit's check of fetched objects walks the whole history and so refuses every shallow fetch; names in
                // the
                // tree are checked where they are unpacked, by the engine.
                git.fetch()
                        .setRemote(url.text())
                        .setRefSpecs(new RefSpec("+" + wanted + ":" + LOCAL_REF))
                        .setDepth(1)
                        .setTagOpt(TagOpt.NO_TAGS)
                        .setTimeout(SILENCE_LIMIT)
                        .setProgressMonitor(limit)
                        .setTransportConfigCallback(this::guard)
                        .call();
            }
            return Checkout.of(repository, LOCAL_REF);
        } catch (GitAPIException | JGitInternalException | IOException failure) {
            throw failure(url, limit, failure);
        }
    }

    /** The full name of what is wanted: the remote is asked first, so that a wrong name gets a clear answer. */
    private String resolve(GitUrl url, @Nullable String ref) throws GitAPIException {
        Collection<Ref> offered = Git.lsRemoteRepository()
                .setRemote(url.text())
                .setTimeout(SILENCE_LIMIT)
                .setTransportConfigCallback(this::guard)
                .call();
        if (ref == null) {
            return defaultBranch(url, offered);
        }
        for (String name : List.of(ref, Constants.R_HEADS + ref, Constants.R_TAGS + ref)) {
            if (name.startsWith(Constants.R_REFS)
                    && offered.stream().anyMatch(one -> one.getName().equals(name))) {
                return name;
            }
        }
        if (COMMIT_ID.matcher(ref).matches()) {
            ObjectId id = ObjectId.fromString(ref);
            return offered.stream()
                    .filter(one -> id.equals(one.getObjectId()))
                    .findFirst()
                    .map(Ref::getName)
                    .orElse(ref);
        }
        throw new SourceFailure(
                "no branch or tag \"" + ref + "\" in \"" + url.text() + "\"; it has " + branches(offered));
    }

    private static String defaultBranch(GitUrl url, Collection<Ref> offered) {
        return offered.stream()
                .filter(one -> one.getName().equals(Constants.HEAD))
                .findFirst()
                .map(head -> head.isSymbolic() ? head.getTarget().getName() : Constants.HEAD)
                .orElseThrow(() -> new SourceFailure(
                        offered.isEmpty()
                                ? "repository \"" + url.text() + "\" has no commits yet; push one"
                                : "repository \"" + url.text() + "\" has no default branch; name one of "
                                        + branches(offered)));
    }

    private static String branches(Collection<Ref> offered) {
        List<String> names = offered.stream()
                .map(Ref::getName)
                .filter(name -> name.startsWith(Constants.R_HEADS))
                .map(name -> name.substring(Constants.R_HEADS.length()))
                .sorted()
                .toList();
        String some = names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
        return names.isEmpty() ? "no branches" : names.size() > MOST_NAMED ? some + " and others" : some;
    }

    /** Each connection is checked on its own, because a redirect can lead anywhere. */
    private void guard(Transport transport) {
        if (transport instanceof TransportHttp http) {
            http.setHttpConnectionFactory(new Guarded(addresses));
        }
    }

    private record Guarded(Addresses addresses) implements HttpConnectionFactory {

        private static final HttpConnectionFactory REAL = new JDKHttpConnectionFactory();

        @Override
        public HttpConnection create(URL url) throws IOException {
            addresses.require(url.getHost());
            return REAL.create(url);
        }

        @Override
        public HttpConnection create(URL url, Proxy proxy) throws IOException {
            addresses.require(url.getHost());
            return REAL.create(url, proxy);
        }
    }

    private static SourceFailure failure(GitUrl url, FetchLimit limit, Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SourceFailure ours) {
                return ours;
            }
        }
        String reason = limit.reason();
        if (reason != null) {
            return new SourceFailure("cannot fetch \"" + url.text() + "\": " + reason);
        }
        String text = deepest(failure);
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("not authorized") || lower.contains("authentication") || lower.contains("not permitted")) {
            return new SourceFailure("repository \"" + url.text()
                    + "\" asks for a password: it is private or does not exist; make it public or check the address");
        }
        // git's own daemon closes the connection without a word on a repository it does not have or export.
        boolean cutShort = url.scheme().equals("git") && lower.contains("short read of block");
        if (cutShort
                || lower.contains("not found")
                || lower.contains("not exported")
                || lower.contains("not available")) {
            return new SourceFailure("no repository at \"" + url.text() + "\"; check the address");
        }
        return new SourceFailure("cannot reach \"" + url.text() + "\" (" + text + "); check the address and try again");
    }

    private static String deepest(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
