package dev.slipway.host.build;

import dev.slipway.host.base.Ids;
import dev.slipway.host.container.Containers;
import dev.slipway.host.layer.Layers;
import dev.slipway.host.library.Library;
import dev.slipway.host.tenant.Tenants;
import java.nio.file.Path;
import java.time.Clock;

/**
 * What builds are made with.
 *
 * @param contexts folder of the contexts of running builds
 */
record Workshop(
        Containers containers,
        Library library,
        Layers layers,
        Tenants tenants,
        BuildCache cache,
        CacheMounts caches,
        BuildLimits limits,
        Admission admission,
        RemoteFile remote,
        Path contexts,
        Clock clock,
        Ids ids) {}
