package dev.slipway.host.container;

import dev.slipway.host.spec.IdRange;
import dev.slipway.host.tenant.Tenant;
import dev.slipway.host.tenant.Tenants;

/** The operator, and tenant "acme". */
final class TestingTenants implements Tenants {
    private static final long IDS = 65_536;

    @Override
    public Tenant operator() {
        return of("");
    }

    @Override
    public Tenant of(String id) {
        int index = id.isEmpty() ? 0 : 1;
        return new Tenant(id, index, new IdRange((1L << 26) + index * IDS, IDS));
    }
}
