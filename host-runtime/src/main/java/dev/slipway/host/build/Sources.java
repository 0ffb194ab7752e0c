package dev.slipway.host.build;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.build.dockerfile.Glob;
import dev.slipway.host.linux.DirFd;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds what the sources of a COPY mean in the tree it copies from. */
final class Sources {
    private static final String ANY_DEPTH = "**";

    private final DirFd root;
    private final boolean parents;

    /** @param parents whether the folders of sources are kept, from a {@code /./} in them on */
    Sources(DirFd root, boolean parents) {
        this.root = root;
        this.parents = parents;
    }

    /**
     * One thing to copy.
     *
     * @param path where it really is, without links
     * @param name what a copy in a folder is called
     * @param folder whether its contents are copied
     * @param kept folders that are made for it below the destination, "" for none
     */
    record Source(String path, String name, boolean folder, String kept) {}

    /** All that {@code sources} name, in order; a name without wildcards must be there. */
    List<Source> find(String keyword, List<String> sources) {
        Set<Source> found = new LinkedHashSet<>();
        for (String source : sources) {
            List<String> before = clean(keyword, parents ? pivot(source) : "");
            List<String> parts = clean(keyword, source);
            int dropped = before.size();
            if (Glob.isPattern(source)) {
                match(parts, 0, new Place("", ""), dropped, found);
            } else {
                String path = String.join("/", parts);
                found.add(at(path, path, dropped)
                        .orElseThrow(() -> EngineException.invalid(keyword
                                + " failed: file not found in build context or excluded by .dockerignore: stat "
                                + source
                                + ": file does not exist")));
            }
        }
        if (found.isEmpty() && !sources.isEmpty()) {
            throw EngineException.invalid(keyword + " failed: no source files were specified");
        }
        return List.copyOf(found);
    }

    /** What stands before {@code /./}: these folders are not kept. */
    private static String pivot(String source) {
        int dot = source.indexOf("/./");
        return dot < 0 ? "" : source.substring(0, dot);
    }

    private static List<String> clean(String keyword, String source) {
        List<String> parts = new ArrayList<>();
        for (String part : source.split("/")) {
            if (part.equals("..")) {
                if (parts.isEmpty()) {
                    throw EngineException.invalid(
                            keyword + " failed: forbidden path outside the build context: " + source + " ()");
                }
                parts.removeLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return parts;
    }

    /** @param dropped how many of the folders in front are not kept */
    private Optional<Source> at(String path, String named, int dropped) {
        RealPath real = RealPath.of(root, path, true);
        if (!real.exists()) {
            return Optional.empty();
        }
        boolean folder = RealPath.stat(root, real.path()).isDirectory();
        return Optional.of(new Source(real.path(), RealPath.name(named), folder, parents ? kept(named, dropped) : ""));
    }

    private static String kept(String named, int dropped) {
        List<String> parts = List.of(RealPath.parent(named).split("/"));
        return String.join("/", parts.subList(Math.min(dropped, parts.size()), parts.size()));
    }

    /** @param path where a folder really is; {@code named} is how it was come to */
    private record Place(String path, String named) {}

    private void match(List<String> parts, int index, Place folder, int dropped, Set<Source> found) {
        Interruption.check();
        boolean last = index == parts.size() - 1;
        if (parents && parts.get(index).equals(ANY_DEPTH) && !last) {
            matchBelow(parts, index, folder, dropped, found);
            return;
        }
        Glob glob = glob(parts.get(index));
        List<String> names;
        try (DirFd dir = root.beneath(folder.path)) {
            names = dir.names().stream().filter(glob::matches).sorted().toList();
        }
        for (String name : names) {
            String named = RealPath.join(folder.named, name);
            Optional<Source> source = at(RealPath.join(folder.path, name), named, dropped);
            if (last) {
                source.ifPresent(found::add);
            } else if (source.isPresent() && source.get().folder()) {
                match(parts, index + 1, new Place(source.get().path(), named), dropped, found);
            }
        }
    }

    /** {@code **}: this folder and all below it, links not followed. */
    private void matchBelow(List<String> parts, int index, Place folder, int dropped, Set<Source> found) {
        // More of them in a row mean the same, and would be tried in all combinations.
        int next = index + 1;
        while (parts.get(next).equals(ANY_DEPTH) && next < parts.size() - 1) {
            next++;
        }
        match(parts, next, folder, dropped, found);
        List<String> names;
        try (DirFd dir = root.beneath(folder.path)) {
            names = dir.names().stream()
                    .filter(name -> dir.stat(name).isDirectory())
                    .sorted()
                    .toList();
        }
        for (String name : names) {
            Place child = new Place(RealPath.join(folder.path, name), RealPath.join(folder.named, name));
            matchBelow(parts, index, child, dropped, found);
        }
    }

    private static Glob glob(String pattern) {
        try {
            return Glob.path(pattern);
        } catch (IllegalArgumentException e) {
            throw new EngineException(
                    dev.slipway.host.base.ErrorKind.INVALID, "pattern '" + pattern + "': " + e.getMessage(), e);
        }
    }
}
