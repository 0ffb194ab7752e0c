package dev.slipway.host.build;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.image.Digests;
import dev.slipway.host.library.Image;
import java.util.Map;
import java.util.TreeMap;

/** What a build took from outside: images and fetched files, by address and digest. Stages add at the same time. */
final class Materials {
    private static final String SHA256 = "sha256";

    private final Map<String, Digest> digests = new TreeMap<>();

    /** @param kind as in-toto's digest sets name it */
    private record Digest(String kind, String value) {}

    /** An image named in FROM, or copied from. */
    synchronized void image(String name, Image image) {
        digests.put("docker-image://" + name, new Digest(SHA256, Digests.hex(image.id())));
    }

    /** @param sha256 hexadecimal */
    synchronized void file(String address, String sha256) {
        digests.put(address, new Digest(SHA256, sha256));
    }

    /** A repository at a commit. */
    synchronized void repository(String address, String commit) {
        digests.put("git+" + address, new Digest("gitCommit", commit));
    }

    /** Adds them as resource descriptors. */
    synchronized void to(ArrayNode dependencies) {
        digests.forEach((uri, digest) -> {
            ObjectNode node = dependencies.addObject().put("uri", uri);
            node.putObject("digest").put(digest.kind(), digest.value());
        });
    }
}
