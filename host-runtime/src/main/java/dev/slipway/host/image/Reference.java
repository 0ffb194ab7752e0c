package dev.slipway.host.image;

import dev.slipway.host.base.EngineException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of an image: registry host, repository, and a tag, a digest, both or neither (the distribution project's
 * grammar, with Docker's short forms: {@code debian} is {@code docker.io/library/debian}).
 *
 * @param host registry with its port ({@code docker.io}, {@code localhost:5000})
 * @param repository path on that registry ({@code library/debian})
 * @param tag null when the name has none; see {@link #tagged}
 * @param digest {@code sha256:…} or null
 */
public record Reference(
        String host,
        String repository,
        @Nullable String tag,
        @Nullable String digest) {
    public static final String DEFAULT_HOST = "docker.io";
    public static final String DEFAULT_TAG = "latest";
    private static final String LIBRARY = "library/";

    /** Longest repository name including the host, as the distribution project limits it. */
    private static final int MAX_NAME = 255;

    private static final String COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final Pattern PATH = Pattern.compile(COMPONENT + "(?:/" + COMPONENT + ")*");
    private static final String LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
    private static final Pattern HOST =
            Pattern.compile("(?:" + LABEL + "(?:\\." + LABEL + ")*|\\[[0-9a-fA-F:]+\\])(?::[0-9]{1,5})?");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

    /** Reads a name as people write it; 400 {@code invalid reference format} when it is none. */
    public static Reference parse(String text) {
        if (ID.matcher(text).matches()) {
            throw EngineException.invalid(
                    "invalid repository name (" + text + "), cannot specify 64-byte hexadecimal strings");
        }
        int at = text.indexOf('@');
        String digest = at < 0 ? null : text.substring(at + 1);
        String name = at < 0 ? text : text.substring(0, at);
        int colon = name.lastIndexOf(':');
        String tag = colon > name.lastIndexOf('/') ? name.substring(colon + 1) : null;
        String path = tag == null ? name : name.substring(0, colon);
        return check(split(path, tag, digest));
    }

    /** {@code repository} and {@code tag} as separate texts, the way the API's query parameters carry them; a tag may be a digest. */
    public static Reference of(String repository, @Nullable String tag) {
        Reference name = parse(repository);
        if (tag == null || tag.isEmpty()) {
            return name;
        }
        return check(
                tag.startsWith("sha256:")
                        ? new Reference(name.host, name.repository, name.tag, tag)
                        : new Reference(name.host, name.repository, tag, name.digest));
    }

    private static Reference split(String path, @Nullable String tag, @Nullable String digest) {
        int slash = path.indexOf('/');
        String first = slash < 0 ? "" : path.substring(0, slash);
        boolean hasHost = first.indexOf('.') >= 0
                || first.indexOf(':') >= 0
                || first.equals("localhost")
                || !first.equals(first.toLowerCase(Locale.ROOT));
        String host = hasHost ? first : DEFAULT_HOST;
        String rest = hasHost ? path.substring(slash + 1) : path;
        if (host.equals("index.docker.io")) {
            host = DEFAULT_HOST;
        }
        if (host.equals(DEFAULT_HOST) && rest.indexOf('/') < 0) {
            rest = LIBRARY + rest;
        }
        return new Reference(host, rest, tag, digest);
    }

    private static Reference check(Reference reference) {
        Matcher path = PATH.matcher(reference.repository);
        if (!path.matches()
                && PATH.matcher(reference.repository.toLowerCase(Locale.ROOT)).matches()) {
            throw EngineException.invalid(
                    "invalid reference format: repository name (" + reference.repository + ") must be lowercase");
        }
        boolean valid = path.matches()
                && HOST.matcher(reference.host).matches()
                && reference.host.length() + 1 + reference.repository.length() <= MAX_NAME
                && (reference.tag == null || TAG.matcher(reference.tag).matches())
                && (reference.digest == null || DIGEST.matcher(reference.digest).matches());
        if (!valid) {
            throw EngineException.invalid("invalid reference format");
        }
        return reference;
    }

    /** This name with tag {@code latest} where it has neither tag nor digest. */
    public Reference tagged() {
        return tag == null && digest == null ? withTag(DEFAULT_TAG) : this;
    }

    public Reference withTag(String newTag) {
        return check(new Reference(host, repository, newTag, null));
    }

    public Reference withDigest(String newDigest) {
        return check(new Reference(host, repository, null, newDigest));
    }

    /** Host and repository without what is usual: {@code debian}, {@code user/app}, {@code localhost:5000/app}. */
    public String familiarName() {
        if (!host.equals(DEFAULT_HOST)) {
            return host + "/" + repository;
        }
        boolean official = repository.startsWith(LIBRARY) && repository.indexOf('/', LIBRARY.length()) < 0;
        return official ? repository.substring(LIBRARY.length()) : repository;
    }

    /** Host and repository in full: {@code docker.io/library/debian}. */
    public String name() {
        return host + "/" + repository;
    }

    /** As people write it: {@link #familiarName} with tag and digest. */
    public String familiar() {
        return familiarName() + suffix();
    }

    private String suffix() {
        return (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
    }

    /** In full. */
    @Override
    public String toString() {
        return name() + suffix();
    }
}
