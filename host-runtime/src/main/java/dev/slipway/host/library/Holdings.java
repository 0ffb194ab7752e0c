package dev.slipway.host.library;

import dev.slipway.host.image.Reference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What one tenant has: names of images, and images. Immutable.
 *
 * @param names full references ({@code docker.io/library/debian:bookworm-slim}, {@code …@sha256:…}) to image ids
 * @param held ids of all its images, also of those without a name
 */
record Holdings(Map<String, String> names, Set<String> held) {
    static final Holdings NONE = new Holdings(Map.of(), Set.of());

    Holdings {
        names = Map.copyOf(names);
        held = Set.copyOf(held);
    }

    Holdings withImage(String id) {
        Set<String> more = new HashSet<>(held);
        more.add(id);
        return new Holdings(names, more);
    }

    /** With {@code name} pointing to {@code id}; what it pointed to before stays held, without that name. */
    Holdings withName(Reference name, String id) {
        Map<String, String> changed = new TreeMap<>(names);
        changed.put(name.toString(), id);
        return new Holdings(changed, held).withImage(id);
    }

    Holdings withoutName(String name) {
        Map<String, String> changed = new TreeMap<>(names);
        changed.remove(name);
        return new Holdings(changed, held);
    }

    /** Without the image and its names. */
    Holdings without(String id) {
        Map<String, String> changed = new TreeMap<>(names);
        changed.values().removeIf(id::equals);
        Set<String> fewer = new HashSet<>(held);
        fewer.remove(id);
        return new Holdings(changed, fewer);
    }

    Optional<String> find(Reference name) {
        return Optional.ofNullable(names.get(name.toString()));
    }

    /** All names of an image, sorted, tags before digests. */
    List<Reference> namesOf(String id) {
        Set<Reference> tags = new LinkedHashSet<>();
        Set<Reference> digests = new LinkedHashSet<>();
        new TreeMap<>(names).forEach((name, target) -> {
            if (target.equals(id)) {
                Reference reference = Reference.parse(name);
                (reference.digest() == null ? tags : digests).add(reference);
            }
        });
        List<Reference> all = new ArrayList<>(tags);
        all.addAll(digests);
        return all;
    }
}
