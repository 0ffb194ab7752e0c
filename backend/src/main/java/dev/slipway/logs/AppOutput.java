package dev.slipway.logs;

import dev.slipway.app.App;
import dev.slipway.engine.ContainerEntry;
import dev.slipway.engine.Engine;
import dev.slipway.engine.EngineFailure;
import dev.slipway.engine.LogEntry;
import dev.slipway.engine.LogFeed;
import dev.slipway.environment.Environment;
import dev.slipway.platform.Masks;
import dev.slipway.platform.Problem;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/** What an app's instances have written so far, merged by time. */
@ApplicationScoped
class AppOutput {

    private static final String APP = "slipway.app";
    private static final String INSTANCE = "slipway.instance";

    private final Engine engine;
    private final Environment environment;

    AppOutput(Engine engine, Environment environment) {
        this.engine = engine;
        this.environment = environment;
    }

    /** Whose output is read, and what must not be shown of it. */
    record Target(UUID teamId, UUID appId, Masks masks) {}

    Target target(UUID appId) {
        return QuarkusTransaction.requiringNew().call(() -> {
            App app = App.present(appId).orElseThrow(Problem::notFound);
            return new Target(app.teamId, appId, environment.masks(app));
        });
    }

    /** A container of the app and the instance it is. */
    record Source(String container, String instance) {}

    private record Stamped(Source source, LogEntry entry) {}

    List<Source> sources(Target target) {
        return engine.list(target.teamId, APP, target.appId.toString()).stream()
                .map(AppOutput::source)
                .toList();
    }

    LogFeed follow(Target target, Source source, LogCursor cursor) {
        return engine.logs(
                target.teamId, source.container(), cursor.of(source.container()).orElse(null), -1, true);
    }

    /** At most {@code most} lines after the cursor, which is moved past them. */
    List<LogLine> read(Target target, List<Source> sources, LogCursor cursor, int most) {
        boolean fromStart = cursor.isStart();
        List<Stamped> all = new ArrayList<>();
        for (Source source : sources) {
            all.addAll(read(target.teamId, source, cursor, fromStart ? most : -1, most));
        }
        all.sort(Comparator.comparing(stamped -> stamped.entry().at()));
        // From the start the newest count; after a cursor nothing may be skipped.
        List<Stamped> wanted = fromStart
                ? all.subList(Math.max(0, all.size() - most), all.size())
                : all.subList(0, Math.min(most, all.size()));
        List<LogLine> lines = new ArrayList<>();
        for (Stamped stamped : wanted) {
            if (cursor.advance(stamped.source().container(), stamped.entry().cursor())) {
                lines.add(line(target.masks, stamped.source(), stamped.entry(), cursor));
            }
        }
        return lines;
    }

    static LogLine line(Masks masks, Source source, LogEntry entry, LogCursor cursor) {
        String text = masks.hide(entry.text(), entry.cut()) + (entry.cut() ? "…" : "");
        return new LogLine(cursor.toString(), entry.at(), entry.stream(), text, source.instance());
    }

    private List<Stamped> read(UUID teamId, Source source, LogCursor cursor, int tail, int most) {
        List<Stamped> lines = new ArrayList<>();
        String since = cursor.of(source.container()).orElse(null);
        try (LogFeed feed = engine.logs(teamId, source.container(), since, tail, false)) {
            LogEntry entry;
            // One more than asked for: the first may be the line the cursor stands on.
            while (lines.size() <= most && (entry = feed.next()) != null) {
                lines.add(new Stamped(source, entry));
            }
        } catch (EngineFailure failure) {
            if (!failure.unknown()) {
                throw failure;
            }
        }
        return lines;
    }

    private static Source source(ContainerEntry entry) {
        return new Source(entry.id(), entry.labels().getOrDefault(INSTANCE, entry.id()));
    }
}
