package dev.slipway.registry;

import java.util.UUID;

/** How many bytes a team may keep in the registry. Whoever knows a team's quota brings a bean of this; without one the settings decide. */
public interface StorageLimit {

    /** Most bytes of blobs and manifests. */
    long bytes(UUID team);
}
