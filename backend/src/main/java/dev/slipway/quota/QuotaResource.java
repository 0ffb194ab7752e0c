package dev.slipway.quota;

import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.platform.Cursor;
import dev.slipway.platform.DataScope;
import dev.slipway.platform.Items;
import dev.slipway.platform.PageQuery;
import dev.slipway.platform.Problem;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.UUID;
import java.util.concurrent.Callable;

/** What teams may use and what they use now: a team sees its own, operators see and decide all. */
@Path("/api/v1")
@RunOnVirtualThread
public class QuotaResource {

    private final Quotas quotas;
    private final QuotaTable table;

    QuotaResource(Quotas quotas, QuotaTable table) {
        this.quotas = quotas;
        this.table = table;
    }

    /**
     * A team's quota.
     *
     * @param limits what it may use
     * @param decided what an operator decided for this team; absent: the platform's own limit
     * @param used what it uses now
     */
    record QuotaView(UUID teamId, String team, Limits limits, Amounts decided, Amounts used) {}

    @GET
    @Path("/teams/{teamId}/quota")
    @Needs(Permission.TEAM_READ)
    @Transactional
    public QuotaView ofTeam(UUID teamId) {
        return view(find(teamId));
    }

    @GET
    @Path("/quotas")
    @Needs(Permission.PLATFORM_OPERATE)
    public Items<QuotaView> all(@BeanParam @Valid PageQuery page) {
        Cursor after = Cursor.read(page, 2);
        String name = after == null ? "" : after.text(0);
        UUID id = after == null ? Cursor.LEAST : after.id(1);
        return asPlatform(() -> Items.page(
                table.all(name, id, page.fetch()), page, this::view, quota -> Cursor.of(quota.name(), quota.team())));
    }

    /** Decides a team's limits; an absent one is the platform's own. What is used already stays. */
    @PUT
    @Path("/teams/{teamId}/quota")
    @Needs(Permission.PLATFORM_OPERATE)
    public QuotaView decide(UUID teamId, @Valid @NotNull Amounts limits) {
        return asPlatform(() -> {
            find(teamId);
            table.decide(teamId, limits);
            return view(find(teamId));
        });
    }

    private QuotaTable.TeamQuota find(UUID teamId) {
        return table.of(teamId).orElseThrow(Problem::notFound);
    }

    private QuotaView view(QuotaTable.TeamQuota quota) {
        return new QuotaView(quota.team(), quota.name(), quotas.limits(quota.decided()), quota.decided(), quota.used());
    }

    /** An operator need be in no team. */
    private static <T> T asPlatform(Callable<T> work) {
        return DataScope.asPlatform(() -> QuarkusTransaction.requiringNew().call(work));
    }
}
