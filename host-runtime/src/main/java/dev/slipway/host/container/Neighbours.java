package dev.slipway.host.container;

import dev.slipway.host.cgroup.Cgroups;
import dev.slipway.host.events.Events;
import dev.slipway.host.layer.Layers;
import dev.slipway.host.library.Library;
import dev.slipway.host.logs.ContainerLogs;
import dev.slipway.host.network.Networks;
import dev.slipway.host.start.Starter;
import dev.slipway.host.tenant.TenantLimits;
import dev.slipway.host.tenant.Tenants;
import dev.slipway.host.volume.Volumes;
import java.time.Clock;

/** The other rooms of the engine, as containers need them. */
public record Neighbours(
        Starter starter,
        Layers layers,
        Library library,
        Volumes volumes,
        Networks networks,
        Cgroups cgroups,
        ContainerLogs logs,
        Events events,
        Tenants tenants,
        TenantLimits limits,
        Clock clock) {}
