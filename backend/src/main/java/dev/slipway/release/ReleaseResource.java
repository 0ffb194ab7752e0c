package dev.slipway.release;

import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.platform.Cursor;
import dev.slipway.platform.Items;
import dev.slipway.platform.PageQuery;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.UUID;

/** Releases of an app. Making an old one current again is a deployment. */
@Path("/api/v1")
@RunOnVirtualThread
public class ReleaseResource {

    @GET
    @Path("/apps/{appId}/releases")
    @Needs(Permission.APP_READ)
    @Transactional
    public Items<ReleaseView> list(UUID appId, @BeanParam @Valid PageQuery page) {
        return Items.page(
                Release.page(appId, page),
                page,
                row -> ReleaseView.of((Release) row[0], (UUID) row[1]),
                row -> Cursor.of(((Release) row[0]).number));
    }
}
