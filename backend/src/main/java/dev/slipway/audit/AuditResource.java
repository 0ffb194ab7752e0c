package dev.slipway.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.platform.DataScope;
import dev.slipway.platform.Items;
import dev.slipway.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Reading the audit: a team's own part by its admins, all of it by operators. */
@Path("/api/v1")
@RunOnVirtualThread
public class AuditResource {

    private static final int PAGE = 100;

    private final AuditLog log;
    private final ObjectMapper json;

    AuditResource(AuditLog log, ObjectMapper json) {
        this.log = log;
        this.json = json;
    }

    /** Newest first; {@code next} of an answer goes into {@code after} of the next request. */
    @GET
    @Path("/teams/{teamId}/audit")
    @Needs(Permission.AUDIT_READ)
    public Items<AuditEntry> ofTeam(
            UUID teamId,
            @QueryParam("after") @Nullable Long before,
            @QueryParam("search") @DefaultValue("") String search) {
        return page(log.page(teamId, start(before), search.replace("\0", ""), PAGE));
    }

    @GET
    @Path("/audit")
    @Needs(Permission.PLATFORM_OPERATE)
    public Items<AuditEntry> ofPlatform(
            @QueryParam("after") @Nullable Long before, @QueryParam("search") @DefaultValue("") String search) {
        return DataScope.asPlatform(() -> page(log.page(null, start(before), search.replace("\0", ""), PAGE)));
    }

    /** Every entry from the first on, a line each: {@code jsonl} for JSON objects, {@code syslog} for RFC 5424. */
    @GET
    @Path("/audit/export")
    @Produces({"application/jsonl", MediaType.TEXT_PLAIN})
    @Needs(Permission.PLATFORM_OPERATE)
    @APIResponse(
            responseCode = "200",
            description = "Entries, a line each",
            content = {
                @Content(
                        mediaType = "application/jsonl",
                        schema = @Schema(type = SchemaType.STRING),
                        example = "{\"seq\":1,\"action\":\"claim.claim\"}\n{\"seq\":2,\"action\":\"app.create\"}"),
                @Content(mediaType = MediaType.TEXT_PLAIN, schema = @Schema(type = SchemaType.STRING))
            })
    public Response export(@QueryParam("format") @DefaultValue("jsonl") String format) {
        return switch (format) {
            case "jsonl" -> lines("application/jsonl", this::json);
            case "syslog" -> {
                SyslogLine syslog = new SyslogLine(hostName());
                yield lines(
                        "text/plain;charset=UTF-8", entry -> syslog.of(entry).getBytes(StandardCharsets.UTF_8));
            }
            default -> throw Problem.invalid("format", "must be \"jsonl\" or \"syslog\"");
        };
    }

    /** Computes the whole chain again and says where it breaks. */
    @GET
    @Path("/audit/verification")
    @Needs(Permission.PLATFORM_OPERATE)
    public AuditLog.Verification verify() {
        return log.verify();
    }

    private Response lines(String type, Function<AuditEntry, byte[]> form) {
        StreamingOutput output = out -> log.all(entry -> write(out, form.apply(entry)));
        return Response.ok(output).type(type).build();
    }

    private byte[] json(AuditEntry entry) {
        try {
            return json.writeValueAsBytes(entry);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("cannot write a record as JSON", impossible);
        }
    }

    private static void write(OutputStream out, byte[] line) {
        try {
            out.write(line);
            out.write('\n');
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** RFC 5424 takes a dash for a name that is not known. */
    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "-";
        }
    }

    private static long start(@Nullable Long before) {
        return before == null ? Long.MAX_VALUE : before;
    }

    private static Items<AuditEntry> page(List<AuditEntry> entries) {
        return new Items<>(
                entries,
                entries.size() < PAGE ? null : String.valueOf(entries.getLast().seq()));
    }
}
