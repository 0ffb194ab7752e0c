package dev.slipway.host.build;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Fetches what ADD names by address. The host's own network is out of reach for it: each address is looked up once, checked,
 * and the connection made to exactly that one, after redirects too.
 */
final class RemoteFile {
    /** Permissions of a fetched file (Dockerfile reference, ADD). */
    static final int MODE = 0600;

    private static final int MOST_REDIRECTS = 5;
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int BUFFER_BYTES = 64 << 10;

    private final long mostBytes;
    private final Predicate<InetAddress> allowed;

    /** @param allowed which addresses may be connected to */
    RemoteFile(long mostBytes, Predicate<InetAddress> allowed) {
        this.mostBytes = mostBytes;
        this.allowed = allowed;
    }

    static RemoteFile ofPublicHosts(long mostBytes) {
        return new RemoteFile(mostBytes, PublicAddress::is);
    }

    /** @param digest hexadecimal sha256 of the content */
    record Fetched(String name, Path path, String digest) {}

    /**
     * Fetches {@code address} into {@code file}.
     *
     * @param checksum {@code sha256:…} that the content must have, or null
     */
    Fetched fetch(String address, Path file, @Nullable String checksum) {
        URI uri = parse(address);
        try {
            for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
                try (HttpGet get = HttpGet.send(uri, resolve(uri), LONGEST)) {
                    if (get.redirects()) {
                        uri = uri.resolve(parse(uri.resolve(get.location()).toString()));
                        continue;
                    }
                    if (get.status() != 200) {
                        throw failed(address, "got status code " + get.status());
                    }
                    return store(address, get.body(), file, checksum);
                }
            }
            throw failed(address, "more than " + MOST_REDIRECTS + " redirects");
        } catch (IOException e) {
            throw new EngineException(
                    ErrorKind.INVALID, "ADD failed: cannot fetch '" + address + "': " + e.getMessage(), e);
        }
    }

    private static URI parse(String address) {
        try {
            URI uri = URI.create(address);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if (uri.getHost() != null
                    && (scheme.equals("http") || scheme.equals("https"))
                    && uri.getUserInfo() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new EngineException(
                    ErrorKind.INVALID, "ADD failed: '" + address + "' is no address: " + e.getMessage(), e);
        }
        throw EngineException.invalid("ADD failed: '" + address + "' is no http or https address");
    }

    private InetAddress resolve(URI uri) throws UnknownHostException {
        for (InetAddress address : InetAddress.getAllByName(uri.getHost())) {
            if (allowed.test(address)) {
                return address;
            }
        }
        throw failed(uri.toString(), "'" + uri.getHost() + "' has no public address");
    }

    private Fetched store(String address, InputStream body, Path file, @Nullable String checksum) throws IOException {
        MessageDigest digest = CacheKey.sha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        long total = 0;
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), digest)) {
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                Interruption.check();
                total += n;
                if (total > mostBytes) {
                    throw failed(address, "it is larger than " + mostBytes + " bytes");
                }
                out.write(buffer, 0, n);
            }
        }
        String hex = HexFormat.of().formatHex(digest.digest());
        if (checksum != null && !checksum.equals("sha256:" + hex)) {
            throw failed(address, "digest mismatch sha256:" + hex + ": " + checksum);
        }
        return new Fetched(name(address), file, hex);
    }

    private static String name(String address) {
        String path = String.valueOf(URI.create(address).getPath());
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw failed(address, "cannot determine filename from url: end the destination with a file name");
        }
        return name;
    }

    private static EngineException failed(String address, String why) {
        return EngineException.invalid("ADD failed: cannot fetch '" + address + "': " + why);
    }
}
