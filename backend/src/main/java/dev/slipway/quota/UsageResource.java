package dev.slipway.quota;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.platform.DataScope;
import dev.slipway.platform.Problem;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** What was used: sums for people, hours for programs that send bills. */
@Path("/api/v1")
@RunOnVirtualThread
public class UsageResource {

    /** What a page shows when nobody asks for other days. */
    private static final Duration USUAL = Duration.ofDays(30);

    private final UsageTable table;
    private final ObjectMapper json;
    private final Clock clock;

    UsageResource(UsageTable table, ObjectMapper json, Clock clock) {
        this.table = table;
        this.json = json;
        this.clock = clock;
    }

    /**
     * What one app of a team used.
     *
     * @param appId null for builds and whatever else the team ran
     * @param cpuSeconds of processors
     * @param memoryByteSeconds bytes of memory, each times the seconds it was used
     * @param sentBytes what left its containers
     */
    record Sum(
            UUID teamId,
            @Nullable UUID appId,
            String app,
            BigDecimal cpuSeconds,
            BigDecimal memoryByteSeconds,
            long sentBytes) {

        Sum plus(UsageTable.Hour hour) {
            return new Sum(
                    teamId,
                    appId,
                    hour.app(),
                    cpuSeconds.add(hour.cpuSeconds()),
                    memoryByteSeconds.add(hour.memoryByteSeconds()),
                    sentBytes + hour.sentBytes());
        }

        static Sum none(UsageTable.Hour hour) {
            return new Sum(hour.teamId(), hour.appId(), hour.app(), BigDecimal.ZERO, BigDecimal.ZERO, 0);
        }
    }

    /** Sums from one moment to before another. */
    record Usage(Instant from, Instant to, List<Sum> items) {}

    private record Span(Instant from, Instant to) {}

    @GET
    @Path("/teams/{teamId}/usage")
    @Needs(Permission.TEAM_READ)
    public Usage ofTeam(UUID teamId, @QueryParam("from") @Nullable String from, @QueryParam("to") @Nullable String to) {
        Span span = span(from, to);
        return withinTeam(teamId, () -> sums(teamId, span));
    }

    /** Of every team. */
    @GET
    @Path("/usage")
    @Needs(Permission.PLATFORM_OPERATE)
    public Usage ofPlatform(@QueryParam("from") @Nullable String from, @QueryParam("to") @Nullable String to) {
        Span span = span(from, to);
        return asPlatform(() -> sums(null, span));
    }

    /** Hour by hour, a line each: {@code csv} or {@code jsonl}. */
    @GET
    @Path("/teams/{teamId}/usage/hours")
    @Produces({"text/csv", "application/jsonl"})
    @Needs(Permission.TEAM_READ)
    @APIResponse(
            responseCode = "200",
            description = "Hours, a line each",
            content = {
                @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = "application/jsonl", schema = @Schema(type = SchemaType.STRING))
            })
    public Response hoursOfTeam(
            UUID teamId,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("format") @DefaultValue("csv") String format) {
        Span span = span(from, to);
        return export(format, reader -> withinTeam(teamId, () -> read(teamId, span, reader)));
    }

    /** Hour by hour of every team. */
    @GET
    @Path("/usage/hours")
    @Produces({"text/csv", "application/jsonl"})
    @Needs(Permission.PLATFORM_OPERATE)
    @APIResponse(
            responseCode = "200",
            description = "Hours, a line each",
            content = {
                @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = "application/jsonl", schema = @Schema(type = SchemaType.STRING))
            })
    public Response hoursOfPlatform(
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("format") @DefaultValue("csv") String format) {
        Span span = span(from, to);
        return export(format, reader -> asPlatform(() -> read(null, span, reader)));
    }

    private Usage sums(@Nullable UUID team, Span span) {
        Map<List<@Nullable Object>, Sum> sums = new LinkedHashMap<>();
        table.read(team, span.from, span.to, hour -> {
            List<@Nullable Object> key = Arrays.asList(hour.teamId(), hour.appId());
            sums.put(key, sums.getOrDefault(key, Sum.none(hour)).plus(hour));
        });
        return new Usage(span.from, span.to, List.copyOf(sums.values()));
    }

    private int read(@Nullable UUID team, Span span, Consumer<UsageTable.Hour> reader) {
        table.read(team, span.from, span.to, reader);
        return 0;
    }

    private Response export(String format, Consumer<Consumer<UsageTable.Hour>> source) {
        StreamingOutput output = switch (format) {
            case "csv" ->
                out -> {
                    write(out, UsageCsv.TITLES);
                    source.accept(hour -> write(out, UsageCsv.line(hour)));
                };
            case "jsonl" -> out -> source.accept(hour -> write(out, json(hour)));
            default -> throw Problem.invalid("format", "must be \"csv\" or \"jsonl\"");
        };
        return Response.ok(output)
                .type(format.equals("csv") ? "text/csv;charset=UTF-8" : "application/jsonl")
                .build();
    }

    private String json(UsageTable.Hour hour) {
        try {
            return json.writeValueAsString(hour);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("cannot write a record as JSON", impossible);
        }
    }

    private static void write(OutputStream out, String line) {
        try {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private Span span(@Nullable String from, @Nullable String to) {
        Instant end = to == null ? clock.instant() : moment("to", to);
        Instant begin = from == null ? end.minus(USUAL) : moment("from", from);
        if (begin.isAfter(end)) {
            throw Problem.invalid("from", "is after \"to\"");
        }
        return new Span(begin, end);
    }

    private static Instant moment(String field, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException wrong) {
            throw Problem.invalid(field, "is no moment; write it like 2026-01-31T00:00:00Z");
        }
    }

    /** The answer is written after the door has returned, so it says for itself what it works for. */
    private static <T> T withinTeam(UUID team, Supplier<T> work) {
        return DataScope.within(
                List.of(team), () -> QuarkusTransaction.requiringNew().call(work::get));
    }

    private static <T> T asPlatform(Supplier<T> work) {
        return DataScope.asPlatform(() -> QuarkusTransaction.requiringNew().call(work::get));
    }
}
