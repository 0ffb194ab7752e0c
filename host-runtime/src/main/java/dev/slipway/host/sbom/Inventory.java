package dev.slipway.host.sbom;

import dev.slipway.host.linux.DirFd;
import dev.slipway.host.linux.KernelException;
import dev.slipway.host.linux.RootedFile;
import dev.slipway.host.linux.Stat;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The packages of one root file system.
 *
 * @param system the distribution
 * @param unread what could not be looked into, in words
 */
public record Inventory(OsRelease system, SortedSet<Component> components, List<String> unread) {
    private static final System.Logger LOG = System.getLogger("slipway.sbom");

    /** No image of use has more; the walk must end. */
    private static final int MOST_ENTRIES = 2_000_000;

    private static final int MOST_COMPONENTS = 100_000;
    private static final int MOST_OS_RELEASE = 64 << 10;
    private static final int EXECUTABLE = 0111;

    /** The kernel's, and what packages left of their building. */
    private static final Set<String> PASSED_OVER = Set.of("proc", "sys", "dev", "var/cache", "tmp");

    private static final String RPM = "var/lib/rpm";

    /** Looks through {@code root}. */
    public static Inventory of(DirFd root) {
        OsRelease system = OsRelease.parse(RootedFile.read(root.fd(), "etc/os-release", MOST_OS_RELEASE)
                .or(() -> RootedFile.read(root.fd(), "usr/lib/os-release", MOST_OS_RELEASE))
                .orElse(""));
        Walk walk = new Walk(root, catalogers(system));
        walk.run();
        return new Inventory(system, walk.components, List.copyOf(walk.unread));
    }

    private static List<Cataloger> catalogers(OsRelease system) {
        return List.of(
                new DebianPackages(system),
                new AlpinePackages(system),
                new NodePackages(),
                new PythonPackages(),
                new RubyGems(),
                new ComposerPackages(),
                new JavaArchives(),
                new GoPrograms());
    }

    private static final class Walk {
        private final DirFd root;
        private final List<Cataloger> catalogers;
        private final SortedSet<Component> components = new TreeSet<>();
        private final List<String> unread = new ArrayList<>();
        private int entries;

        Walk(DirFd root, List<Cataloger> catalogers) {
            this.root = root;
            this.catalogers = catalogers;
        }

        void run() {
            Deque<String> folders = new ArrayDeque<>(List.of(""));
            while (!folders.isEmpty()) {
                String path = folders.pop();
                try (DirFd folder = root.beneath(path)) {
                    for (String name : folder.names()) {
                        entry(folder, path.isEmpty() ? name : path + "/" + name, name, folders);
                    }
                } catch (KernelException e) {
                    unread.add("folder '" + path + "': " + e.errno());
                }
                if (entries > MOST_ENTRIES || components.size() > MOST_COMPONENTS) {
                    unread.add("the rest: the image has more than " + MOST_ENTRIES + " files or " + MOST_COMPONENTS
                            + " packages");
                    return;
                }
            }
        }

        private void entry(DirFd folder, String path, String name, Deque<String> folders) {
            entries++;
            if (Thread.currentThread().isInterrupted()) {
                throw dev.slipway.host.base.EngineException.invalid("looking for packages was interrupted");
            }
            Stat stat = folder.find(name).orElse(null);
            if (stat == null) {
                return;
            }
            if (stat.isDirectory()) {
                if (path.equals(RPM)) {
                    unread.add("the database of RPM packages in '" + RPM + "': its format is not read");
                } else if (!PASSED_OVER.contains(path)) {
                    folders.push(path);
                }
            } else if (stat.isRegular()) {
                file(path, new FoundFile(folder, name, stat.bytes(), (stat.permissions() & EXECUTABLE) != 0));
            }
        }

        private void file(String path, FoundFile file) {
            for (Cataloger cataloger : catalogers) {
                if (cataloger.knows(path, file)) {
                    try {
                        cataloger.read(path, file, components::add);
                    } catch (IOException | RuntimeException e) {
                        // A stranger's file may be anything; the others still count.
                        LOG.log(Level.DEBUG, "cannot read packages in ''{0}'': {1}", path, e);
                        unread.add("'" + path + "': " + e.getMessage());
                    }
                }
            }
        }
    }
}
