package dev.slipway.logs;

import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.platform.Items;
import dev.slipway.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Output of an app's instances, as a list. */
@Path("/api/v1")
@RunOnVirtualThread
public class LogResource {

    private static final int MOST_LINES = 2_000;

    private final AppOutput output;

    LogResource(AppOutput output) {
        this.output = output;
    }

    @GET
    @Path("/apps/{appId}/logs")
    @Needs(Permission.LOGS_READ)
    public Items<LogLine> read(
            UUID appId,
            @QueryParam("tail") @DefaultValue("200") int tail,
            @QueryParam("after") @Nullable String after,
            @QueryParam("since") @Nullable String since) {
        AppOutput.Target target = output.target(appId);
        LogCursor cursor = LogCursor.parse(after).since(moment(since));
        int most = Math.clamp(tail, 1, MOST_LINES);
        List<LogLine> lines = output.read(target, output.sources(target), cursor, most);
        return new Items<>(lines, cursor.toString().isEmpty() ? null : cursor.toString());
    }

    private static @Nullable Instant moment(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException wrong) {
            throw Problem.invalid("since", "must be a time like 2026-01-31T12:00:00Z");
        }
    }
}
