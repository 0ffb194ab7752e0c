package dev.slipway.release;

import dev.slipway.app.App;
import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.platform.Items;
import dev.slipway.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.UUID;

/** Releases of an app. Making an old one current again is a deployment. */
@Path("/api/v1")
@RunOnVirtualThread
public class ReleaseResource {

    private static final int MOST = 100;

    @GET
    @Path("/apps/{appId}/releases")
    @Needs(Permission.APP_READ)
    @Transactional
    public Items<ReleaseView> list(UUID appId) {
        App app = App.present(appId).orElseThrow(Problem::notFound);
        return Items.of(Release.ofApp(appId, MOST).stream()
                .map(release -> ReleaseView.of(release, app.currentReleaseId))
                .toList());
    }
}
