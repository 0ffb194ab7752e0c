package dev.slipway.keys;

import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.platform.DataKeys;
import dev.slipway.platform.DataScope;
import dev.slipway.platform.MasterKey;
import dev.slipway.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** The keys that seal secrets, for operators. No door shows a key. */
@Path("/api/v1/keys")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class KeyResource {

    private final Rotation rotation;
    private final DataKeys keys;
    private final MasterKey master;

    KeyResource(Rotation rotation, DataKeys keys, MasterKey master) {
        this.rotation = rotation;
        this.keys = keys;
        this.master = master;
    }

    /**
     * The keys.
     *
     * @param masterKey name of the current master key
     * @param masterKeyPlace the file or setting it is in
     * @param waitingTeams teams with secrets that are still to be sealed again by their active key
     * @param dataKeys without the keys themselves
     */
    record Keys(String masterKey, String masterKeyPlace, int waitingTeams, List<DataKeys.Entry> dataKeys) {}

    /**
     * What to rotate.
     *
     * @param what {@code master} or {@code data}
     * @param teamId the one team whose data key is meant, absent for every key
     */
    record RotationRequest(
            @NotNull @Schema(enumeration = {"master", "data"})
            String what,

            @Nullable UUID teamId) {}

    @GET
    @Needs(Permission.PLATFORM_OPERATE)
    public Keys list() {
        return DataScope.asPlatform(() -> new Keys(master.current(), master.place(), rotation.waiting(), keys.all()));
    }

    /** Takes effect at once; secrets are sealed again meanwhile, which {@code waitingTeams} shows. */
    @POST
    @Path("/rotations")
    @Needs(Permission.PLATFORM_OPERATE)
    @APIResponseSchema(value = Keys.class, responseCode = "202")
    public Response rotate(@Valid @NotNull RotationRequest request) {
        switch (request.what) {
            case "master" -> rotation.replaceMasterKey();
            case "data" -> rotateData(request.teamId);
            default -> throw Problem.invalid("what", "must be \"master\" or \"data\"");
        }
        return Response.accepted(list()).build();
    }

    private void rotateData(@Nullable UUID team) {
        List<UUID> known = DataScope.asPlatform(keys::teams);
        if (team == null) {
            rotation.replaceDataKeys(known, true);
        } else if (known.contains(team)) {
            rotation.replaceDataKeys(List.of(team), false);
        } else {
            throw Problem.invalid("teamId", "has no data key: the team keeps no secrets");
        }
    }
}
