package dev.slipway.audit;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * An entry as a syslog message, RFC 5424, section 6: facility 13 (log audit), severity notice, warning for what was refused.
 * The fields are structured data; the name's number is the one RFC 5612 keeps for those who have none.
 */
final class SyslogLine {

    private static final int FACILITY = 13 * 8;
    private static final int WARNING = 4;
    private static final int NOTICE = 5;
    private static final int FIRST_ERROR = 400;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final String host;

    SyslogLine(String host) {
        this.host = host;
    }

    String of(AuditEntry entry) {
        boolean refused = entry.status() >= FIRST_ERROR;
        StringBuilder line = new StringBuilder()
                .append('<')
                .append(FACILITY + (refused ? WARNING : NOTICE))
                .append(">1 ")
                .append(TIME.format(entry.at()))
                .append(' ')
                .append(host)
                .append(" slipway - audit [audit@32473");
        field(line, "seq", entry.seq());
        field(line, "action", entry.action());
        field(line, "status", entry.status());
        field(line, "actor", entry.actor());
        field(line, "account", entry.accountId());
        field(line, "credential", entry.credential());
        field(line, "team", entry.teamId());
        field(line, "target", entry.target());
        field(line, "address", entry.address());
        return line.append("] ")
                .append(entry.actor())
                .append(refused ? " was refused " : " did ")
                .append(entry.action())
                .append(" on ")
                .append(entry.target())
                .toString();
    }

    /** Section 6.3.3: quotes, backslashes and closing brackets are escaped; control characters are in no entry. */
    private static void field(StringBuilder line, String name, @Nullable Object value) {
        if (value != null) {
            String text =
                    value.toString().replace("\\", "\\\\").replace("\"", "\\\"").replace("]", "\\]");
            line.append(' ').append(name).append("=\"").append(text).append('"');
        }
    }
}
