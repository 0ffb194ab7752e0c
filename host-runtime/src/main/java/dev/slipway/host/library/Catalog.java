package dev.slipway.host.library;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.image.Reference;
import dev.slipway.host.store.StateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Who has which images under which names, durable: {@code names/TENANT.json}. What a tenant sees is its own, and the
 * bases made here; the operator ({@code ""}) sees everything.
 */
final class Catalog {
    /** Owner of the base images made from packages, which every tenant may start from; no tenant's id has this form. */
    static final String SHARED = "~shared";

    private static final String OPERATOR = "";
    private static final String OPERATOR_FILE = "_";
    private static final Pattern TENANT = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
    private static final Pattern ID = Pattern.compile("(?:sha256:)?[0-9a-f]{1,64}");
    private static final int FULL_ID = "sha256:".length() + 64;
    private static final String ENDING = ".json";

    private final Path folder;
    private final Map<String, Holdings> holdings = new TreeMap<>();
    private final boolean incomplete;

    Catalog(Path root) {
        this.folder = root.resolve("names");
        try {
            Files.createDirectories(folder);
            try (Stream<Path> files = Files.list(folder)) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(ENDING) && !name.startsWith("."))
                        .forEach(this::read);
            }
            try (Stream<Path> files = Files.list(folder)) {
                incomplete = files.anyMatch(file -> file.toString().endsWith(StateFile.DAMAGED));
            }
        } catch (IOException e) {
            throw EngineException.internal("cannot read the folder '" + folder + "': " + e, e);
        }
    }

    private void read(String fileName) {
        String name = fileName.substring(0, fileName.length() - ENDING.length());
        String tenant = name.equals(OPERATOR_FILE) ? OPERATOR : name;
        file(tenant).readOrSetAside().ifPresent(value -> holdings.put(tenant, value));
    }

    private StateFile<Holdings> file(String tenant) {
        boolean own = tenant.equals(OPERATOR) || tenant.equals(SHARED);
        if (!own && !TENANT.matcher(tenant).matches()) {
            throw EngineException.invalid("'" + tenant + "' is no tenant's id");
        }
        String name = tenant.equals(OPERATOR) ? OPERATOR_FILE : tenant;
        return new StateFile<>(folder.resolve(name + ENDING), Holdings.class);
    }

    /** What a tenant itself has. */
    synchronized Holdings of(String tenant) {
        return holdings.getOrDefault(tenant, Holdings.NONE);
    }

    /** Changes what a tenant has, on disk before in memory. */
    synchronized void change(String tenant, UnaryOperator<Holdings> change) {
        Holdings before = of(tenant);
        Holdings after = change.apply(before);
        if (!after.equals(before)) {
            file(tenant).write(after);
            holdings.put(tenant, after);
        }
    }

    /** The tenants whose holdings a tenant sees, its own first. */
    private List<String> seen(String tenant) {
        if (!tenant.equals(OPERATOR)) {
            return List.of(tenant, SHARED);
        }
        return Stream.concat(Stream.of(OPERATOR, SHARED), holdings.keySet().stream())
                .distinct()
                .toList();
    }

    /** The ids of all images a tenant sees. */
    synchronized Set<String> visible(String tenant) {
        Set<String> ids = new HashSet<>();
        seen(tenant).forEach(owner -> ids.addAll(of(owner).held()));
        return ids;
    }

    /** All names under which a tenant sees an image, its own first. */
    synchronized List<Reference> names(String tenant, String id) {
        return seen(tenant).stream()
                .flatMap(owner -> of(owner).namesOf(id).stream())
                .distinct()
                .toList();
    }

    /** The image that {@code text} (a name, name@digest, id or unique start of one) means to a tenant. */
    synchronized Optional<String> resolve(String tenant, String text) {
        if (text.length() == FULL_ID && ID.matcher(text).matches()) {
            return byId(tenant, text);
        }
        Optional<String> named = byName(tenant, text);
        return named.isPresent() || !ID.matcher(text).matches() ? named : byId(tenant, text);
    }

    private Optional<String> byName(String tenant, String text) {
        Optional<Reference> name = name(text);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        return seen(tenant).stream()
                .flatMap(owner -> of(owner).find(name.get()).stream())
                .findFirst();
    }

    /** {@code text} as a full reference; a digest says more than a tag beside it. */
    static Optional<Reference> name(String text) {
        try {
            Reference reference = Reference.parse(text).tagged();
            String digest = reference.digest();
            return Optional.of(digest == null ? reference : reference.withDigest(digest));
        } catch (EngineException e) {
            return Optional.empty();
        }
    }

    private Optional<String> byId(String tenant, String text) {
        String prefix = text.startsWith("sha256:") ? text : "sha256:" + text;
        if (prefix.length() == FULL_ID) {
            // The builder asks so for every cached step; there need be no list of all for it.
            return seen(tenant).stream().anyMatch(owner -> of(owner).held().contains(prefix))
                    ? Optional.of(prefix)
                    : Optional.empty();
        }
        List<String> fitting = visible(tenant).stream()
                .filter(id -> id.startsWith(prefix))
                .limit(2)
                .toList();
        return fitting.size() == 1 ? Optional.of(fitting.getFirst()) : Optional.empty();
    }

    /** Whether anybody has the image, or may have it: a record that cannot be read may name any. */
    synchronized boolean held(String id) {
        return incomplete
                || holdings.values().stream().anyMatch(holding -> holding.held().contains(id));
    }

    /** Forgets images whose content is lost. */
    synchronized void forget(Collection<String> lost) {
        for (String tenant : List.copyOf(holdings.keySet())) {
            change(tenant, has -> {
                Holdings left = has;
                for (String id : lost) {
                    left = left.without(id);
                }
                return left;
            });
        }
    }

    /** The ids of all images anybody has. */
    synchronized Set<String> all() {
        Set<String> ids = new HashSet<>();
        holdings.values().forEach(has -> ids.addAll(has.held()));
        return ids;
    }

    /** Those who have the image. */
    synchronized List<String> holders(String id) {
        return holdings.entrySet().stream()
                .filter(entry -> entry.getValue().held().contains(id))
                .map(Map.Entry::getKey)
                .toList();
    }
}
