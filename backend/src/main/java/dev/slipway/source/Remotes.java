package dev.slipway.source;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Proxy;
import java.net.URL;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jgit.api.FetchCommand;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.TransportConfigCallback;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.api.errors.JGitInternalException;
import org.eclipse.jgit.api.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.SshTransport;
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
    private final Pushed pushed;

    Remotes(Addresses addresses, Clock clock, Pushed pushed) {
        this.pushed = pushed;
        this.addresses = addresses;
        this.clock = clock;
        NoOutsideConfig.install();
    }

    /**
     * Fetches one commit without its history.
     *
     * @param ref branch, tag or commit id; null for the remote's default branch
     * @param folder an empty folder for git's objects
     * @param credentials what may be presented to the host, and to those of submodules
     * @param unwanted asked while fetching; true breaks it off
     * @throws SourceFailure with one sentence for the app's owner
     */
    public Checkout fetch(
            GitUrl url, @Nullable String ref, Path folder, Credentials credentials, BooleanSupplier unwanted) {
        FetchLimit limit = new FetchLimit(folder, clock, unwanted);
        return fetch(url, ref, folder, 0, new Visit(credentials, limit));
    }

    /** Fetches a commit of a public repository. */
    Checkout fetch(GitUrl url, @Nullable String ref, Path folder, BooleanSupplier unwanted) {
        return fetch(url, ref, folder, Credentials.NONE, unwanted);
    }

    /**
     * A commit that was pushed to the platform itself; empty when there is none of this name.
     *
     * @param ref branch or commit id
     * @param folder for the submodules it may have
     */
    public Optional<Checkout> pushed(
            UUID app, GitUrl url, String ref, Path folder, Credentials credentials, BooleanSupplier unwanted) {
        Visit visit = new Visit(credentials, new FetchLimit(folder, clock, unwanted));
        try {
            Repository repository = pushed.open(app).orElse(null);
            if (repository == null || repository.resolve(ref + "^{commit}") == null) {
                return Optional.empty();
            }
            return Optional.of(Checkout.of(
                    repository,
                    ref,
                    url,
                    0,
                    (module, commit, name, below) -> fetch(module, commit, folder.resolve(name), below, visit)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read what was pushed for app " + app, unreadable);
        }
    }

    /** What is the same for a repository and its submodules. */
    private record Visit(Credentials credentials, FetchLimit limit) {}

    private Checkout fetch(GitUrl url, @Nullable String ref, Path folder, int depth, Visit visit) {
        if (url.scheme().equals(GitUrl.PUSH)) {
            throw new SourceFailure("nothing was pushed to this app yet; push the branch that it is built from");
        }
        addresses.require(url.host());
        boolean ssh = url.scheme().equals("ssh");
        if (ssh && visit.credentials.key() == null) {
            throw new SourceFailure(
                    "repository \"" + url.text() + "\" is reached by ssh and the app has no deploy key");
        }
        try (SshAccess access = new SshAccess(visit.credentials, url.hostAndPort(), folder)) {
            TransportConfigCallback guard = transport -> guard(transport, access);
            CredentialsProvider logins = new Logins(visit.credentials);
            try {
                String wanted = resolve(url, ref, guard, logins);
                Repository repository = Git.init()
                        .setBare(true)
                        .setDirectory(folder.toFile())
                        .call()
                        .getRepository();
                try (Git git = new Git(repository)) {
                    Supplier<FetchCommand> fetch = () -> git.fetch()
                            .setRemote(url.text())
                            .setTagOpt(TagOpt.NO_TAGS)
                            .setTimeout(SILENCE_LIMIT)
                            .setProgressMonitor(visit.limit)
                            .setCredentialsProvider(logins)
                            .setTransportConfigCallback(guard);
                    fetch(wanted, fetch, repository);
                }
                return Checkout.of(
                        repository,
                        LOCAL_REF,
                        url,
                        depth,
                        (module, commit, name, below) -> fetch(module, commit, folder.resolve(name), below, visit));
            } catch (GitAPIException | JGitInternalException | IOException failure) {
                throw failure(url, visit, access, failure);
            }
        }
    }

    /**
     * Fetches one commit alone. JGit's check of fetched objects walks the whole history and so refuses every shallow fetch;
     * names in the tree are checked where they are unpacked, by the engine. A host that gives no commit by its id gives its
     * branches, which may reach it.
     */
    private static void fetch(String wanted, Supplier<FetchCommand> fetch, Repository repository)
            throws GitAPIException, IOException {
        if (!COMMIT_ID.matcher(wanted).matches()) {
            fetch.get()
                    .setRefSpecs(new RefSpec("+" + wanted + ":" + LOCAL_REF))
                    .setDepth(1)
                    .call();
            return;
        }
        try {
            // JGit fetches what is wanted by its id, and makes no ref of it.
            fetch.get()
                    .setRefSpecs(new RefSpec(wanted + ":" + LOCAL_REF))
                    .setDepth(1)
                    .call();
        } catch (TransportException refused) {
            fetch.get()
                    .setRefSpecs(new RefSpec("+refs/heads/*:refs/slipway/heads/*"))
                    .call();
        }
        ObjectId id = ObjectId.fromString(wanted);
        if (!repository.getObjectDatabase().has(id)) {
            throw new SourceFailure("no branch leads to commit \"" + wanted + "\"; push it");
        }
        RefUpdate found = repository.updateRef(LOCAL_REF);
        found.setNewObjectId(id);
        found.forceUpdate();
    }

    /** The full name of what is wanted: the remote is asked first, so that a wrong name gets a clear answer. */
    private static String resolve(
            GitUrl url, @Nullable String ref, TransportConfigCallback guard, CredentialsProvider logins)
            throws GitAPIException {
        Collection<Ref> offered = Git.lsRemoteRepository()
                .setRemote(url.text())
                .setTimeout(SILENCE_LIMIT)
                .setCredentialsProvider(logins)
                .setTransportConfigCallback(guard)
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
    private void guard(Transport transport, SshAccess access) {
        if (transport instanceof TransportHttp http) {
            http.setHttpConnectionFactory(new Guarded(addresses));
        }
        if (transport instanceof SshTransport ssh) {
            ssh.setSshSessionFactory(access.sessions());
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

    private static SourceFailure failure(GitUrl url, Visit visit, SshAccess access, Exception failure) {
        SourceFailure refusal = access.refusal();
        if (refusal != null) {
            return refusal;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SourceFailure ours) {
                return ours;
            }
        }
        String reason = visit.limit.reason();
        if (reason != null) {
            return new SourceFailure("cannot fetch \"" + url.text() + "\": " + reason);
        }
        String text = deepest(failure);
        String lower = text.toLowerCase(Locale.ROOT);
        KeyPair key = visit.credentials.key();
        if (url.scheme().equals("ssh")
                && key != null
                && (lower.contains("auth") || lower.contains("permission denied"))) {
            return new SourceFailure("\"" + url.host() + "\" does not accept the app's deploy key for \"" + url.text()
                    + "\"; add it to the repository there and build again: " + SshKeys.publicText(key.getPublic()));
        }
        if (lower.contains("not authorized") || lower.contains("authentication") || lower.contains("not permitted")) {
            boolean tried = visit.credentials.login(url.host()).isPresent();
            return new SourceFailure("repository \"" + url.text() + "\" asks for a password: "
                    + (tried
                            ? "the project's token for \"" + url.host() + "\" is not accepted; replace it"
                            : "it is private or does not exist; give the project a token for \"" + url.host()
                                    + "\", or check the address"));
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
