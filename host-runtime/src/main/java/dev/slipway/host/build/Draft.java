package dev.slipway.host.build;

import dev.slipway.host.image.ImageConfig;
import dev.slipway.host.image.ImageConfig.History;
import dev.slipway.host.image.ImageConfig.Run;
import dev.slipway.host.linux.Architecture;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The image that a stage has made so far.
 *
 * @param imageId {@code sha256:…}; "" while there is nothing in it ({@code FROM scratch})
 */
record Draft(String imageId, ImageConfig config) {
    private static final List<String> SHELL = List.of("/bin/sh", "-c");
    private static final String PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final int LONGEST_HISTORY_LINE = 4096;

    static Draft scratch() {
        Run run = new Run(null, null, List.of(PATH), null, null, null, null, null, null, null, null, null, null);
        return new Draft(
                "",
                new ImageConfig(
                        null,
                        null,
                        Architecture.current().oci(),
                        "linux",
                        null,
                        run,
                        new ImageConfig.Rootfs("layers", List.of()),
                        List.of()));
    }

    Run run() {
        return config.run();
    }

    List<String> layers() {
        return config.rootfs().diffIds();
    }

    List<String> environment() {
        List<String> env = run().env();
        return env == null ? List.of() : env;
    }

    Set<String> environmentNames() {
        Set<String> names = new LinkedHashSet<>();
        environment().forEach(entry -> names.add(entry.split("=", 2)[0]));
        return names;
    }

    List<String> shell() {
        List<String> shell = run().shell();
        return shell == null || shell.isEmpty() ? SHELL : shell;
    }

    String workingDir() {
        String dir = run().workingDir();
        return dir == null || dir.isEmpty() ? "/" : dir;
    }

    /** The config after a step that changed only the configuration. */
    ImageConfig after(Run run, String createdBy, String created) {
        return next(run, layers(), createdBy, created, true, config.author());
    }

    /** The config after a step that wrote files. */
    ImageConfig after(Run run, String layer, String createdBy, String created) {
        List<String> all = new ArrayList<>(layers());
        all.add(layer);
        return next(run, all, createdBy, created, false, config.author());
    }

    /** The config with an author (MAINTAINER). */
    ImageConfig by(String author, String createdBy, String created) {
        return next(run(), layers(), createdBy, created, true, author);
    }

    /**
     * The config with one layer in the place of all above {@code base}; their steps stay in the history, as with Docker's
     * {@code --squash}.
     *
     * @param layer null when there are none
     */
    ImageConfig squashed(Draft base, @Nullable String layer, String created) {
        int before = base.history().size();
        List<History> history = new ArrayList<>(history().subList(0, before));
        history().stream().skip(before).map(Draft::withoutLayer).forEach(history::add);
        String comment =
                base.imageId().isEmpty() ? "create new from " + imageId : "merge " + imageId + " to " + base.imageId();
        history.add(new History(created, null, null, comment, layer == null ? Boolean.TRUE : null));
        List<String> layers = new ArrayList<>(base.layers());
        if (layer != null) {
            layers.add(layer);
        }
        return with(created, config.author(), run(), layers, history);
    }

    private static History withoutLayer(History step) {
        return new History(step.created(), step.createdBy(), step.author(), step.comment(), Boolean.TRUE);
    }

    private List<History> history() {
        return config.history() == null ? List.of() : config.history();
    }

    private ImageConfig next(
            Run run,
            List<String> layers,
            String createdBy,
            String created,
            boolean emptyLayer,
            @Nullable String author) {
        List<History> history = new ArrayList<>(history());
        String line =
                createdBy.length() > LONGEST_HISTORY_LINE ? createdBy.substring(0, LONGEST_HISTORY_LINE) : createdBy;
        history.add(new History(created, line, author, null, emptyLayer ? Boolean.TRUE : null));
        return with(created, author, run, layers, history);
    }

    private ImageConfig with(
            String created, @Nullable String author, Run run, List<String> layers, List<History> history) {
        return new ImageConfig(
                created,
                author,
                config.architecture(),
                config.os(),
                config.variant(),
                run,
                new ImageConfig.Rootfs("layers", List.copyOf(layers)),
                List.copyOf(history));
    }
}
