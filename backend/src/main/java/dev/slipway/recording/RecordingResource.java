package dev.slipway.recording;

import dev.slipway.identity.CurrentCaller;
import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.platform.Cursor;
import dev.slipway.platform.Items;
import dev.slipway.platform.PageQuery;
import dev.slipway.platform.Problem;
import dev.slipway.tenancy.DoorUsed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** What was seen in terminals. Nobody deletes a recording by hand; they go when their time is over. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class RecordingResource {

    private static final String ASCIICAST = "application/x-asciicast";

    private final Recordings recordings;
    private final CurrentCaller current;
    private final Event<DoorUsed> uses;

    RecordingResource(Recordings recordings, CurrentCaller current, Event<DoorUsed> uses) {
        this.recordings = recordings;
        this.current = current;
        this.uses = uses;
    }

    /** {@code instanceId}: absent for a container of its own; {@code command}: empty for a shell; {@code endedAt}: absent while it goes on. */
    record RecordingView(
            UUID id,
            UUID projectId,
            UUID appId,
            String app,
            UUID accountId,
            String actor,
            String credential,
            String address,
            @Nullable UUID instanceId,
            String command,
            Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable Integer exitCode,
            long bytes) {

        static RecordingView of(Recording recording) {
            return new RecordingView(
                    recording.id,
                    recording.projectId,
                    recording.appId,
                    recording.appName,
                    recording.accountId,
                    recording.actor,
                    recording.credential,
                    recording.address,
                    recording.instanceId,
                    recording.command,
                    recording.startedAt,
                    recording.endedAt,
                    recording.exitCode,
                    recording.bytes);
        }
    }

    @GET
    @Path("/teams/{teamId}/recordings")
    @Needs(Permission.RECORDINGS_READ)
    @Transactional
    public Items<RecordingView> list(
            UUID teamId, @BeanParam @Valid PageQuery page, @QueryParam("app") @Nullable UUID app) {
        return Items.page(
                Recording.page(teamId, app, page),
                page,
                RecordingView::of,
                recording -> Cursor.of(recording.startedAt, recording.id));
    }

    @GET
    @Path("/recordings/{recordingId}")
    @Needs(Permission.RECORDINGS_READ)
    @Transactional
    public RecordingView get(UUID recordingId) {
        return RecordingView.of(find(recordingId));
    }

    /** The recording itself, asciicast version 2. Whoever reads it is in the audit. */
    @GET
    @Path("/recordings/{recordingId}/cast")
    @Produces(ASCIICAST)
    @Needs(Permission.RECORDINGS_READ)
    @APIResponse(
            responseCode = "200",
            description = "A line of JSON for each event",
            content =
                    @Content(
                            mediaType = ASCIICAST,
                            schema = @Schema(type = SchemaType.STRING),
                            example = "{\"version\":2,\"width\":80,\"height\":24}\n[0.25,\"o\",\"$ \"]\n"))
    public Response cast(UUID recordingId, @Context HttpServerRequest connection) {
        Recording recording = find(recordingId);
        uses.fire(new DoorUsed(
                current.get(),
                "",
                recording.teamId,
                "recording.read",
                recordingId.toString(),
                connection.remoteAddress().hostAddress(),
                Response.Status.OK.getStatusCode()));
        StreamingOutput output = out -> write(recording, out);
        return Response.ok(output)
                .type(ASCIICAST)
                .header("Content-Disposition", "attachment; filename=\"" + recordingId + ".cast\"")
                .build();
    }

    private void write(Recording recording, OutputStream out) throws IOException {
        int number = 0;
        Optional<String> part;
        while ((part = recordings.part(recording.teamId, recording.id, number)).isPresent()) {
            out.write(part.get().getBytes(StandardCharsets.UTF_8));
            number++;
        }
    }

    private static Recording find(UUID id) {
        return Recording.<Recording>findByIdOptional(id).orElseThrow(Problem::notFound);
    }
}
