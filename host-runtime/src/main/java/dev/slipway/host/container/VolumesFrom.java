package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a container takes over from others' mounts: Docker's VolumesFrom, {@code name[:ro|rw]}. */
final class VolumesFrom {
    private VolumesFrom() {}

    /** {@code own} and behind it the volumes and binds of the containers named, where {@code own} has nothing yet. */
    static List<MountPoint> add(List<MountPoint> own, @Nullable List<String> wishes, Roster roster, String tenant) {
        if (wishes == null || wishes.isEmpty()) {
            return own;
        }
        List<MountPoint> all = new ArrayList<>(own);
        for (String wish : wishes) {
            int colon = wish.indexOf(':');
            String name = colon < 0 ? wish : wish.substring(0, colon);
            String mode = colon < 0 ? "rw" : wish.substring(colon + 1);
            if (!mode.equals("rw") && !mode.equals("ro")) {
                throw EngineException.invalid(
                        "invalid mode: " + mode + " of volumes from '" + name + "'; use ro or rw");
            }
            for (MountPoint point : named(name, roster, tenant).record().mounts()) {
                boolean free = all.stream().noneMatch(has -> has.destination().equals(point.destination()));
                if (free && point.isMounted() && !point.type().equals(MountPoint.TMPFS)) {
                    all.add(taken(point, mode.equals("ro")));
                }
            }
        }
        return all;
    }

    /** Not "not found": clients take that for a missing image and fetch it. */
    private static LiveContainer named(String name, Roster roster, String tenant) {
        try {
            return roster.require(tenant, name);
        } catch (EngineException e) {
            throw EngineException.invalid(String.valueOf(e.getMessage()));
        }
    }

    private static MountPoint taken(MountPoint point, boolean readOnly) {
        return new MountPoint(
                point.type(),
                point.name(),
                point.source(),
                point.destination(),
                point.readOnly() || readOnly,
                false,
                point.options());
    }
}
