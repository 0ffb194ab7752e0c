package dev.slipway.host.build;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.build.dockerfile.GitSource;
import dev.slipway.host.layer.Layers.Layer;
import dev.slipway.host.library.Image;
import dev.slipway.host.linux.DirFd;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The root in which git runs: the programs and libraries of the host, read-only, and nothing else of it. */
final class GitTools {
    private static final Path GIT = Path.of("/usr/bin/git");
    private static final List<String> PROGRAMS = List.of("/usr/bin", "/usr/lib", "/usr/lib64");

    /** The authorities that the host trusts. */
    private static final String AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt";

    /** As on every system whose /usr is merged (Debian since 12, file-hierarchy(7)). */
    private static final List<String> LINKS = List.of("bin", "lib", "lib64");

    private final Build build;

    GitTools(Build build) {
        this.build = build;
    }

    /** An image that has the links to the programs; made once, and kept as any cached step. */
    Draft draft() {
        String key = new CacheKey("", "GIT").done();
        BuildCache cache = build.workshop().cache();
        Optional<Image> known = cache.find(build.tenant(), key);
        Image image = known.orElseGet(() -> {
            Draft draft = Draft.scratch();
            Layer layer = links();
            return cache.made(
                    build.tenant(),
                    key,
                    draft.after(
                            draft.run(), layer.diffId(), "git", build.times().now()),
                    0);
        });
        return new Draft(image.id(), image.config());
    }

    private Layer links() {
        try (RootView view = build.view(Draft.scratch())) {
            DirFd root = view.root();
            LINKS.forEach(name -> root.symlink("usr/" + name, name));
            root.mkdir("usr", 0755);
            root.mkdir("tmp", 01777);
            return view.commit(build.times());
        }
    }

    /** As in Docker's {@code HostConfig.Mounts}; {@code out} is the only place to write to. */
    List<Map<String, Object>> binds(Path out) {
        if (!Files.isExecutable(GIT)) {
            throw new EngineException(
                    ErrorKind.NOT_IMPLEMENTED, "ADD of a git repository needs git on the engine's host: install it");
        }
        List<Map<String, Object>> binds = new ArrayList<>();
        for (String path : PROGRAMS) {
            if (Files.isDirectory(Path.of(path))) {
                binds.add(bind(path, path, true));
            }
        }
        if (Files.exists(Path.of(AUTHORITIES))) {
            binds.add(bind(AUTHORITIES, AUTHORITIES, true));
        }
        binds.add(bind(out.toString(), "/out", false));
        return binds;
    }

    private static Map<String, Object> bind(String source, String target, boolean readOnly) {
        return Map.of("Type", "bind", "Source", source, "Target", target, "ReadOnly", readOnly);
    }

    /** A script of ours; what comes from a Dockerfile is its parameters and never part of its text. */
    static List<String> argv(String script, String address, String... arguments) {
        List<String> argv = new ArrayList<>(List.of("/bin/sh", "-c", script, "git", address));
        argv.addAll(List.of(arguments));
        return argv;
    }

    /** Settings of git(1) and git-config(1); nothing of them comes from a file. */
    static List<String> environment(GitSource source, @Nullable String token) {
        List<String> environment = new ArrayList<>(List.of(
                "PATH=/usr/bin",
                "HOME=/out",
                "LC_ALL=C.UTF-8",
                "GIT_CONFIG_NOSYSTEM=1",
                "GIT_CONFIG_GLOBAL=/dev/null",
                "GIT_TERMINAL_PROMPT=0",
                "GIT_ALLOW_PROTOCOL=https:http:git",
                "GIT_LFS_SKIP_SMUDGE=1",
                "GIT_SSL_CAINFO=" + AUTHORITIES));
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("core.hooksPath", "/dev/null");
        settings.put("core.autocrlf", "false");
        settings.put("advice.detachedHead", "false");
        // A server that says nothing for a minute is not waited for.
        settings.put("http.lowSpeedLimit", "1");
        settings.put("http.lowSpeedTime", "60");
        if (token != null && source.server().startsWith("https://")) {
            String pair =
                    Base64.getEncoder().encodeToString(("x-access-token:" + token).getBytes(StandardCharsets.UTF_8));
            settings.put("http." + source.server() + ".extraHeader", "Authorization: Basic " + pair);
        }
        int number = 0;
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            environment.add("GIT_CONFIG_KEY_" + number + "=" + setting.getKey());
            environment.add("GIT_CONFIG_VALUE_" + number + "=" + setting.getValue());
            number++;
        }
        environment.add("GIT_CONFIG_COUNT=" + number);
        return environment;
    }
}
