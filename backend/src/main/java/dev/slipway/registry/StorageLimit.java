package dev.slipway.registry;

import java.util.UUID;

/** How many bytes a team may keep in the registry. */
interface StorageLimit {

    /** Most bytes of blobs and manifests. */
    long bytes(UUID team);
}
