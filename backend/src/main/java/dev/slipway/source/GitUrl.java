package dev.slipway.source;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a repository which may be fetched, or {@code push:name} for one that is only pushed to the platform: {@code https}, {@code ssh} or {@code git}, a real host, no
 * credentials in it, nothing a git program could take for an option or a command.
 *
 * @param text as it was written
 * @param scheme https, ssh, git or push
 * @param host name or address, without brackets
 */
public record GitUrl(String text, String scheme, String host) {

    /** Scheme of a source that is at no address: its commits are pushed to the platform. */
    public static final String PUSH = "push";

    private static final int LONGEST = 2000;
    private static final int SSH_PORT = 22;
    private static final Set<String> SCHEMES = Set.of("https", "ssh", "git");
    private static final Pattern SCP_LIKE = Pattern.compile("([A-Za-z0-9._-]+)@([A-Za-z0-9.-]+):(?!/)([^\\s]+)");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]+");
    private static final Pattern PUSHED = Pattern.compile("push:([A-Za-z0-9][A-Za-z0-9._-]{0,59})");
    private static final String EXAMPLE = "use an address like https://example.org/team/app.git";

    /**
     * Reads an address.
     *
     * @throws SourceFailure when it is not one of the allowed forms
     */
    public static GitUrl parse(String text) {
        String address = text.strip();
        if (address.isEmpty() || address.length() > LONGEST || address.startsWith("-") || hasOddLetters(address)) {
            throw new SourceFailure("repository address is not usable; " + EXAMPLE);
        }
        if (PUSHED.matcher(address).matches()) {
            return new GitUrl(address, PUSH, "");
        }
        Matcher scp = SCP_LIKE.matcher(address);
        return scp.matches() ? checked(address, "ssh", scp.group(2)) : ofUri(address);
    }

    /** The last part of the path, without {@code .git}: a name for the app. */
    public String name() {
        String path = text.replaceAll("/+$", "").replaceAll("\\.git$", "");
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf(':')) + 1);
    }

    /** Where an ssh address leads, as {@code host:port}. */
    public String hostAndPort() {
        int port = SCP_LIKE.matcher(text).matches() ? -1 : URI.create(text).getPort();
        return host.toLowerCase(Locale.ROOT) + ":" + (port < 0 ? SSH_PORT : port);
    }

    private static GitUrl ofUri(String address) {
        URI uri;
        try {
            uri = new URI(address);
        } catch (URISyntaxException malformed) {
            throw new SourceFailure("repository \"" + address + "\" is not an address; " + EXAMPLE);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!SCHEMES.contains(scheme)) {
            throw new SourceFailure("repository \"" + address + "\" is not reached by https, ssh or git; " + EXAMPLE);
        }
        String user = uri.getUserInfo();
        if (user != null && (!scheme.equals("ssh") || user.contains(":") || user.startsWith("-"))) {
            throw new SourceFailure(
                    "repository address carries a user name or a password, which would be shown to the whole team;"
                            + " leave it out");
        }
        if (uri.getHost() == null || uri.getPath() == null || uri.getPath().length() < 2 || uri.getFragment() != null) {
            throw new SourceFailure("repository \"" + address + "\" names no host or no path; " + EXAMPLE);
        }
        return checked(address, scheme, uri.getHost().replaceAll("^\\[|]$", ""));
    }

    private static GitUrl checked(String address, String scheme, String host) {
        if (!HOST.matcher(host).matches()) {
            throw new SourceFailure("repository host \"" + host + "\" is not a host name; " + EXAMPLE);
        }
        return new GitUrl(address, scheme, host);
    }

    private static boolean hasOddLetters(String address) {
        return address.chars().anyMatch(letter -> letter <= ' ' || letter == 0x7f);
    }
}
