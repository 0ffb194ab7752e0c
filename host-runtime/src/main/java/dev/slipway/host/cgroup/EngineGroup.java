package dev.slipway.host.cgroup;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.cgroup.Hierarchies.Hierarchy;
import java.io.IOException;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The engine's own parent group in a hierarchy, and what is found below it. */
final class EngineGroup {
    private static final Pattern CONTAINER = Pattern.compile("[0-9a-f]{64}");

    private EngineGroup() {}

    /** {@code name} at the hierarchy's root; below this process's own group where the root is not ours to change. */
    static GroupDir in(Hierarchy hierarchy, String name) {
        GroupDir atRoot = new GroupDir(hierarchy.point().resolve(name));
        try {
            atRoot.make();
            return atRoot;
        } catch (IOException refused) {
            GroupDir below = new GroupDir(hierarchy.own().resolve(name));
            try {
                below.make();
                return below;
            } catch (IOException e) {
                e.addSuppressed(refused);
                throw EngineException.internal(
                        "cannot make control group '" + atRoot.path() + "' nor '" + below.path() + "': " + e
                                + "; run the engine as root with writable control groups",
                        e);
            }
        }
    }

    /** The container groups below {@code root}, wherever they are: those named by a container id. */
    static Stream<GroupDir> containers(GroupDir root) {
        return root.children().stream().flatMap(child -> isContainer(child) ? Stream.of(child) : containers(child));
    }

    /** Names of the other groups directly below {@code root}: each has all containers of a tenant. */
    static Set<String> tenants(GroupDir root) {
        return root.children().stream()
                .filter(child -> !isContainer(child))
                .map(GroupDir::name)
                .collect(Collectors.toSet());
    }

    private static boolean isContainer(GroupDir group) {
        return CONTAINER.matcher(group.name()).matches();
    }
}
