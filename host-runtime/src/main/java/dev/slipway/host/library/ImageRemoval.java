package dev.slipway.host.library;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Ids;
import dev.slipway.host.image.Digests;
import dev.slipway.host.image.Reference;
import dev.slipway.host.library.Library.Removal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One {@code docker rmi}, with Docker's rules and words: a name goes first; the image follows with its last name, unless
 * a container uses it.
 */
final class ImageRemoval {
    private final Catalog catalog;
    private final Content content;
    private final Uses uses;
    private final Predicate<String> running;
    private final String viewer;
    private final String owner;
    private final String image;
    private final boolean force;
    private final List<Removal> removals = new ArrayList<>();

    /**
     * @param viewer who asks, whose containers count
     * @param owner whose names and holding are removed
     */
    ImageRemoval(
            Catalog catalog,
            Content content,
            Uses uses,
            Predicate<String> running,
            String viewer,
            String owner,
            String image,
            boolean force) {
        this.catalog = catalog;
        this.content = content;
        this.uses = uses;
        this.running = running;
        this.viewer = viewer;
        this.owner = owner;
        this.image = image;
        this.force = force;
    }

    /** @param layers the image's, bottom first */
    List<Removal> run(String text, List<String> layers) {
        String hex = Digests.hex(image);
        boolean byId = hex.startsWith(text) || (image.startsWith(text) && text.length() > "sha256:".length());
        if (byId) {
            removeById();
            if (!names().isEmpty() && !singleRepository(names()) && !force) {
                throw conflict("must be forced", "image is referenced in multiple repositories");
            }
            refuseUsed();
        } else {
            removeName(text);
            if (!names().isEmpty() || staysFor(containers())) {
                return removals;
            }
        }
        names().forEach(this::untag);
        delete(layers);
        return removals;
    }

    private List<Reference> names() {
        return catalog.of(owner).namesOf(image);
    }

    private List<String> containers() {
        return uses.of(image, viewer);
    }

    private void removeById() {
        if (singleRepository(names())) {
            refuseUsed();
            names().forEach(this::untag);
        }
    }

    /** At most one tag, and nothing from another repository. */
    private static boolean singleRepository(List<Reference> names) {
        long tags = names.stream().filter(name -> name.digest() == null).count();
        Set<String> repositories = new HashSet<>();
        names.forEach(name -> repositories.add(name.name()));
        return tags <= 1 && repositories.size() <= 1;
    }

    private void removeName(String text) {
        if (!force && singleRepository(names()) && !containers().isEmpty()) {
            throw EngineException.conflict("conflict: unable to remove repository reference \"" + text
                    + "\" (must force) - container " + Ids.shortId(containers().getFirst())
                    + " is using its referenced image " + shortId());
        }
        Reference name = Catalog.name(text).orElseThrow();
        untag(name);
        boolean tagsLeft = names().stream()
                .anyMatch(other -> other.digest() == null && other.name().equals(name.name()));
        if (name.digest() == null && !tagsLeft) {
            // Digests alone would keep the image although its name is gone.
            names().stream().filter(other -> other.name().equals(name.name())).forEach(this::untag);
        }
    }

    private void untag(Reference name) {
        catalog.change(owner, holdings -> holdings.withoutName(name.toString()));
        removals.add(new Removal(name.familiar(), null));
    }

    /** After its last name went, an image in use stays, without a name. */
    private boolean staysFor(List<String> containers) {
        return containers.stream().anyMatch(running) || (!containers.isEmpty() && !force);
    }

    private void refuseUsed() {
        for (String container : containers()) {
            if (running.test(container)) {
                throw conflict(
                        "cannot be forced", "image is being used by running container " + Ids.shortId(container));
            }
        }
        if (!force && !containers().isEmpty()) {
            throw conflict(
                    "must be forced",
                    "image is being used by stopped container "
                            + Ids.shortId(containers().getFirst()));
        }
    }

    private EngineException conflict(String how, String why) {
        return EngineException.conflict("conflict: unable to delete " + shortId() + " (" + how + ") - " + why);
    }

    private String shortId() {
        return Ids.shortId(Digests.hex(image));
    }

    private void delete(List<String> layers) {
        catalog.change(owner, holdings -> holdings.without(image));
        removals.add(new Removal(null, image));
        List<String> gone = content.removeUnneeded(image);
        List<String> chain = chainIds(layers);
        for (int i = layers.size() - 1; i >= 0; i--) {
            if (gone.contains(layers.get(i))) {
                removals.add(new Removal(null, chain.get(i)));
            }
        }
    }

    /** Names of stacks of layers, which is what clients expect to see deleted (OCI image-spec config.md, ChainID). */
    static List<String> chainIds(List<String> layers) {
        List<String> chain = new ArrayList<>();
        for (String layer : layers) {
            chain.add(
                    chain.isEmpty()
                            ? layer
                            : Digests.of((chain.getLast() + " " + layer).getBytes(StandardCharsets.UTF_8)));
        }
        return chain;
    }
}
