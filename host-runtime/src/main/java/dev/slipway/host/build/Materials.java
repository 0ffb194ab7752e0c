package dev.slipway.host.build;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.host.image.Digests;
import dev.slipway.host.library.Image;
import java.util.Map;
import java.util.TreeMap;

/** What a build took from outside: images and fetched files, by address and digest. Stages add at the same time. */
final class Materials {
    private final Map<String, String> digests = new TreeMap<>();

    /** An image named in FROM, or copied from. */
    synchronized void image(String name, Image image) {
        digests.put("docker-image://" + name, Digests.hex(image.id()));
    }

    /** @param sha256 hexadecimal */
    synchronized void file(String address, String sha256) {
        digests.put(address, sha256);
    }

    /** Adds them as resource descriptors. */
    synchronized void to(ArrayNode dependencies) {
        digests.forEach((uri, digest) -> {
            ObjectNode node = dependencies.addObject().put("uri", uri);
            node.putObject("digest").put("sha256", digest);
        });
    }
}
