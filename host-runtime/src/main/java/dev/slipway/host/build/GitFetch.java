package dev.slipway.host.build;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.build.dockerfile.GitSource;
import dev.slipway.host.build.dockerfile.Instruction.Copy;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.RootedFile;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fetches what ADD wants of git repositories: with the host's git, in a container of the tenant as RUN has one. So a stranger's
 * packs are read by nobody's privileges, and network, memory, disk and time are bounded as for any step.
 */
final class GitFetch implements AutoCloseable {
    private static final int MOST_REFS_BYTES = 1 << 20;
    private static final String TREE = "tree";

    /** {@code $1} is the address, {@code $2} the ref. */
    private static final String LIST = "exec git ls-remote -- \"$1\" \"$2\" \"$2^{}\" > /out/refs";

    /**
     * {@code $1} is the address, {@code $2} the commit. Not every server gives a commit by its digest, or a part of the history:
     * then all of it is fetched. No program of the repository runs: no hooks, no filters.
     */
    private static final String FETCH = """
            set -e
            git init -q --template= /out/tree
            cd /out/tree
            git remote add origin "$1"
            git fetch -q --depth 1 --no-tags origin "$2" 2>/out/why || git fetch -q --tags origin || {
                cat /out/why >&2
                exit 1
            }
            git checkout -q --detach "$2"
            if [ -e .gitmodules ] && [ "$3" = modules ]; then
                git submodule -q update --init --recursive --depth 1
            fi
            if [ "$4" != keep ]; then
                find . -name .git -prune -exec rm -rf {} +
            fi
            """;

    private final Build build;
    private final BuildOutput output;
    private final GitTools tools;
    private final Scratch scratch;

    GitFetch(Build build, BuildOutput output) {
        this.build = build;
        this.output = output;
        this.tools = new GitTools(build);
        this.scratch = new Scratch(build.workshop());
    }

    /** The repositories that an ADD names, each at the commit that it means now. */
    List<CopyStep.Repository> repositories(Copy copy, StepText text) {
        return CopyStep.repositories(copy, text).stream()
                .map(address -> repository(copy, text, address))
                .toList();
    }

    private CopyStep.Repository repository(Copy copy, StepText text, String address) {
        GitSource source;
        try {
            source = GitSource.parse(address).expecting(copy.options().checksum());
        } catch (IllegalArgumentException e) {
            throw text.invalid("ADD of a git repository: " + e.getMessage());
        }
        boolean keep = source.keepGitDir() == null ? copy.options().keepGitDir() : source.keepGitDir();
        String commit = commit(source);
        build.materials().repository(source.shown(), commit);
        List<String> key = List.of(
                commit, source.subdir(), String.valueOf(source.submodules()), keep ? source.address() : "no .git");
        return new CopyStep.Repository(key.toString(), source.subdir(), () -> tree(source, commit, keep));
    }

    private String commit(GitSource source) {
        String commit = source.isCommit() ? source.ref() : asked(source);
        String wanted = source.commit();
        if (wanted != null && !commit.startsWith(wanted)) {
            throw EngineException.invalid("ADD failed: '" + source.shown() + "' has commit " + commit + " at '"
                    + source.ref() + "', expected " + wanted);
        }
        return commit;
    }

    private String asked(GitSource source) {
        Scratch.Folder folder = scratch.folder();
        run(source, folder, "git ls-remote " + source.shown() + " " + source.ref(), LIST, source.ref());
        String refs =
                RootedFile.read(folder.root().fd(), "refs", MOST_REFS_BYTES).orElse("");
        return new GitRefs(refs)
                .commit(source.ref())
                .orElseThrow(() -> EngineException.invalid(
                        "ADD failed: the repository '" + source.shown() + "' has no branch or tag '" + source.ref()
                                + "'; a commit must be written with all its digits"));
    }

    private DirFd tree(GitSource source, String commit, boolean keepGitDir) {
        Scratch.Folder folder = scratch.folder();
        run(
                source,
                folder,
                "git fetch " + source.shown() + " " + commit,
                FETCH,
                commit,
                source.submodules() ? "modules" : "",
                keepGitDir ? "keep" : "");
        return scratch.opened(folder.root().beneath(TREE));
    }

    private void run(GitSource source, Scratch.Folder folder, String shown, String script, String... arguments) {
        List<String> argv = GitTools.argv(script, source.address(), arguments);
        String network = RunRules.network(build.request().networkMode());
        List<Map<String, Object>> binds = tools.binds(folder.path());
        RunStep.Task task = new RunStep.Task(
                shown,
                argv,
                GitTools.environment(source, token(source)),
                network,
                build.memoryBytes(),
                new RunStep.Mounted(binds, List.of(folder.path())));
        new RunStep(
                        build.workshop(),
                        build.tenant(),
                        output,
                        build.request().secrets().hidden(),
                        build.times(),
                        build.allowance())
                .execute(tools.draft(), task);
    }

    /** For this server before that for any, as BuildKit has it. */
    private @Nullable String token(GitSource source) {
        String host = java.net.URI.create(source.address()).getHost();
        Secrets secrets = build.request().secrets();
        return secrets.text("GIT_AUTH_TOKEN." + host)
                .or(() -> secrets.text("GIT_AUTH_TOKEN"))
                .orElse(null);
    }

    @Override
    public void close() {
        scratch.close();
    }
}
