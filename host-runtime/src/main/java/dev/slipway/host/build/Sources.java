package dev.slipway.host.build;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.build.dockerfile.Glob;
import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.Stat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds what the sources of a COPY mean in the tree it copies from. */
final class Sources {
    private final DirFd root;

    Sources(DirFd root) {
        this.root = root;
    }

    /**
     * One thing to copy.
     *
     * @param path where it really is, without links
     * @param name what a copy in a folder is called
     * @param folder whether its contents are copied
     */
    record Source(String path, String name, boolean folder) {}

    /** All that {@code sources} name, in order; a name without wildcards must be there. */
    List<Source> find(String keyword, List<String> sources) {
        List<Source> found = new ArrayList<>();
        for (String source : sources) {
            List<String> parts = clean(keyword, source);
            if (Glob.isPattern(source)) {
                match(parts, 0, "", found);
            } else {
                found.add(at(String.join("/", parts))
                        .orElseThrow(() -> EngineException.invalid(keyword
                                + " failed: file not found in build context or excluded by .dockerignore: stat "
                                + source
                                + ": file does not exist")));
            }
        }
        if (found.isEmpty() && !sources.isEmpty()) {
            throw EngineException.invalid(keyword + " failed: no source files were specified");
        }
        return found;
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

    private Optional<Source> at(String path) {
        RealPath real = RealPath.of(root, path, true);
        if (!real.exists()) {
            return Optional.empty();
        }
        boolean folder = RealPath.stat(root, real.path()).isDirectory();
        return Optional.of(new Source(real.path(), RealPath.name(path), folder));
    }

    private void match(List<String> parts, int index, String folder, List<Source> found) {
        Glob glob = glob(parts.get(index));
        boolean last = index == parts.size() - 1;
        List<String> names;
        try (DirFd dir = root.beneath(folder)) {
            names = dir.names().stream().filter(glob::matches).sorted().toList();
        }
        for (String name : names) {
            Optional<Source> source = at(RealPath.join(folder, name));
            if (last) {
                source.ifPresent(found::add);
            } else if (source.isPresent() && source.get().folder()) {
                match(parts, index + 1, source.get().path(), found);
            }
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

    /** Whether a path that was found is a regular file. */
    boolean isFile(Source source) {
        Stat stat = RealPath.stat(root, source.path());
        return stat.isRegular();
    }
}
