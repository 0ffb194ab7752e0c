package dev.slipway.host.container;

import dev.slipway.host.base.EngineException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The columns that {@code docker top NAME ARGS} asks for, in the words of ps(1): {@code -ef}, {@code aux}, or a list of them
 * with {@code -o}. No ps is run: what it would print of the host's other processes is nobody's affair.
 */
final class ProcessColumns {
    private static final DateTimeFormatter TIME_OF_DAY =
            DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneOffset.UTC);
    private static final Pattern LIST = Pattern.compile("-?[eaxw]*o[ =]?(\\S+)");
    private static final List<String> FULL = List.of("uid", "pid", "ppid", "c", "stime", "tty", "time", "cmd");
    private static final List<String> USER =
            List.of("user", "pid", "%cpu", "rss", "vsz", "tty", "stat", "start", "time", "command");

    /** A column: its title, and what it shows of a process. */
    private record Column(String title, Function<ProcessFacts, String> value) {}

    private static final Map<String, Column> KNOWN = Map.ofEntries(
            column("uid", "UID", ProcessFacts::owner),
            column("user", "USER", ProcessFacts::owner),
            column("euser", "EUSER", ProcessFacts::owner),
            column("pid", "PID", facts -> Integer.toString(facts.pid())),
            column("ppid", "PPID", ProcessFacts::parent),
            column("pgid", "PGID", ProcessFacts::group),
            column("sid", "SID", ProcessFacts::session),
            column("c", "C", facts -> Long.toString((long) facts.cpuPercent())),
            column("%cpu", "%CPU", facts -> String.format(Locale.ROOT, "%.1f", facts.cpuPercent())),
            column("pcpu", "%CPU", facts -> String.format(Locale.ROOT, "%.1f", facts.cpuPercent())),
            column("rss", "RSS", facts -> Long.toString(facts.residentKibibytes())),
            column("vsz", "VSZ", facts -> Long.toString(facts.virtualKibibytes())),
            column("stime", "STIME", facts -> TIME_OF_DAY.format(facts.started())),
            column("start", "START", facts -> TIME_OF_DAY.format(facts.started())),
            column("tty", "TTY", ProcessFacts::terminal),
            column("tt", "TT", ProcessFacts::terminal),
            column("time", "TIME", facts -> clock(facts.cpuSeconds())),
            column("etime", "ELAPSED", facts -> elapsed(facts.age())),
            column("etimes", "ELAPSED", facts -> Long.toString(facts.age().toSeconds())),
            column("s", "S", ProcessFacts::state),
            column("state", "S", ProcessFacts::state),
            column("stat", "STAT", ProcessFacts::state),
            column("ni", "NI", ProcessFacts::nice),
            column("nlwp", "NLWP", ProcessFacts::threads),
            column("comm", "COMMAND", ProcessFacts::name),
            column("cmd", "CMD", ProcessFacts::command),
            column("args", "COMMAND", ProcessFacts::command),
            column("command", "COMMAND", ProcessFacts::command));

    private final List<Column> columns;

    private ProcessColumns(List<Column> columns) {
        this.columns = columns;
    }

    private static Map.Entry<String, Column> column(String name, String title, Function<ProcessFacts, String> value) {
        return Map.entry(name, new Column(title, value));
    }

    /** Reads ps's arguments; 400 for those that are not understood. */
    static ProcessColumns parse(String arguments) {
        String text = arguments.strip();
        Matcher list = LIST.matcher(text);
        if (text.isEmpty() || text.matches("-?ef|-[Af]f?|-e -f")) {
            return of(FULL);
        } else if (text.matches("-?a?uxw*|-?auxw*")) {
            return of(USER);
        } else if (list.matches()) {
            return of(List.of(list.group(1).split(",")));
        }
        throw EngineException.invalid("ps arguments '" + arguments
                + "' are not supported by this engine: use -ef, aux, or -o with a list of columns");
    }

    private static ProcessColumns of(List<String> names) {
        List<Column> columns = new ArrayList<>();
        for (String name : names) {
            Column column = KNOWN.get(name.toLowerCase(Locale.ROOT));
            if (column == null) {
                throw EngineException.invalid("ps column '" + name + "' is not supported by this engine: use some of "
                        + KNOWN.keySet().stream().sorted().toList());
            }
            columns.add(column);
        }
        if (columns.stream().noneMatch(column -> column.title().equals("PID"))) {
            throw EngineException.invalid("couldn't find PID field in ps output: add the column pid");
        }
        return new ProcessColumns(columns);
    }

    List<String> titles() {
        return columns.stream().map(Column::title).toList();
    }

    List<String> of(ProcessFacts facts) {
        return columns.stream().map(column -> column.value().apply(facts)).toList();
    }

    private static String clock(long seconds) {
        return "%02d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    private static String elapsed(Duration age) {
        String minutes = "%02d:%02d".formatted(age.toMinutesPart(), age.toSecondsPart());
        if (age.toHours() == 0) {
            return minutes;
        }
        String hours = "%02d:%s".formatted(age.toHoursPart(), minutes);
        return age.toDays() == 0 ? hours : age.toDays() + "-" + hours;
    }
}
