package dev.slipway.host.api.http;

import dev.slipway.host.base.EngineException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of the Docker Engine API. */
public record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {
    /** The oldest served: what old clients of continuous integration still speak. */
    public static final ApiVersion OLDEST = new ApiVersion(1, 24);

    /** The newest served, and that of requests which name none. */
    public static final ApiVersion NEWEST = new ApiVersion(1, 50);

    private static final Pattern PREFIX = Pattern.compile("/v(\\d{1,3})\\.(\\d{1,3})(/.*)");

    /** A request's path, taken apart. */
    record Versioned(ApiVersion version, String path) {}

    /** Splits the version off {@code path}; 400 for one that is not served. */
    static Versioned of(String path) {
        Matcher matcher = PREFIX.matcher(path);
        if (!matcher.matches()) {
            return new Versioned(NEWEST, path);
        }
        ApiVersion version = new ApiVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        if (version.compareTo(NEWEST) > 0) {
            throw EngineException.invalid(
                    "client version " + version + " is too new. Maximum supported API version is " + NEWEST);
        }
        if (version.compareTo(OLDEST) < 0) {
            throw EngineException.invalid("client version " + version + " is too old. Minimum supported API version is "
                    + OLDEST + ", please upgrade your client to a newer version");
        }
        return new Versioned(version, matcher.group(3));
    }

    /** Whether this is {@code minor} of major 1 or newer. */
    public boolean atLeast(int wantedMinor) {
        return compareTo(new ApiVersion(1, wantedMinor)) >= 0;
    }

    @Override
    public int compareTo(ApiVersion other) {
        return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
