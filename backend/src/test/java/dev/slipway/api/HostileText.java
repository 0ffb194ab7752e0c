package dev.slipway.api;

import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Texts that have broken programs. */
final class HostileText {

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "\0",
            "a\0b",
            "\n",
            "\r\nX-Injected: 1",
            "\u001b]52;c;AAAA\u0007",
            "\ud800",
            "\udc00\ud800",
            "\u202eltr",
            "\ufeff",
            "\u0130\u0131\u017f",
            "\ud83d\udca9".repeat(60),
            "e\u0301".repeat(300),
            "'; drop table app; --",
            "\" or 1=1 --",
            "$(touch /tmp/slipway-canary)",
            "`touch /tmp/slipway-canary`",
            "; touch /tmp/slipway-canary",
            "| touch /tmp/slipway-canary",
            "ext::sh -c touch% /tmp/slipway-canary",
            "--upload-pack=touch /tmp/slipway-canary",
            "-oProxyCommand=touch",
            "file:///etc/passwd",
            "http://169.254.169.254/latest/meta-data",
            "https://[::1]:5432/a/b.git",
            "../../../../etc/passwd",
            "..%2f..%2fetc%2fpasswd",
            "%00",
            "%n%s%x",
            "%",
            "_",
            "\\",
            "{{7*7}}",
            "${jndi:ldap://127.0.0.1/a}",
            "#{7*7}",
            "<img src=x onerror=alert(1)>",
            "NaN",
            "-1",
            "1e400",
            "99999999999999999999",
            "9999-12-31T23:59:59Z",
            "00000000-0000-0000-0000-000000000000",
            "A".repeat(300),
            "A".repeat(2_000));

    private HostileText() {}

    static String any(Random random) {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    /** As a JSON string, with everything unusual escaped, so that a lone surrogate arrives as one. */
    static String quoted(Random random) {
        StringBuilder json = new StringBuilder("\"");
        for (char letter : any(random).toCharArray()) {
            if (letter == '"' || letter == '\\') {
                json.append('\\').append(letter);
            } else if (letter < ' ' || letter > '~') {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) letter));
            } else {
                json.append(letter);
            }
        }
        return json.append('"').toString();
    }
}
