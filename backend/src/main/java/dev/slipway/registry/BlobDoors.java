package dev.slipway.registry;

import dev.slipway.identity.Permission;
import dev.slipway.registry.RegistryError.Code;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reading and deleting blobs; distribution-spec, "Pulling blobs" and "Deleting Blobs". */
@ApplicationScoped
class BlobDoors implements Door.Set {

    static final String DIGEST_HEADER = "Docker-Content-Digest";

    private static final String PATH = "/v2/{repository}/blobs/{digest}";

    /** One range; several are answered with the whole, as RFC 9110, 14.2, allows. */
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    private final Blobs blobs;
    private final BlobFiles files;
    private final Collector collector;
    private final Journal journal;

    BlobDoors(Blobs blobs, BlobFiles files, Collector collector, Journal journal) {
        this.blobs = blobs;
        this.files = files;
        this.collector = collector;
        this.journal = journal;
    }

    @Override
    public List<Door> doors() {
        return List.of(
                new Door("HEAD", PATH, Permission.REGISTRY_READ, this::get),
                new Door("GET", PATH, Permission.REGISTRY_READ, this::get),
                new Door("DELETE", PATH, Permission.REGISTRY_DELETE, this::delete));
    }

    private Answer get(Call call) {
        Digest digest = Digest.require(call.variable("digest"));
        long size = blobs.find(call.access().target(), digest).orElseThrow(() -> Blobs.unknown(digest));
        Path file = files.blob(call.access().team(), digest);
        if (!Files.exists(file)) {
            throw new IllegalStateException("blob " + digest + " has a row and no file " + file);
        }
        return ranged(call, file, size, digest)
                .with(DIGEST_HEADER, digest.toString())
                .with("ETag", "\"" + digest + "\"")
                .with("Accept-Ranges", "bytes");
    }

    private static Answer ranged(Call call, Path file, long size, Digest digest) {
        Optional<String> range = call.header("Range")
                .filter(text -> call.header("If-Range")
                        .map(tag -> tag.equals("\"" + digest + "\""))
                        .orElse(true));
        Matcher wanted = RANGE.matcher(range.orElse(""));
        if (!wanted.matches() || wanted.group().equals("bytes=-")) {
            return Answer.part(200, file, 0, size);
        }
        boolean tail = wanted.group(1).isEmpty();
        long from = tail ? Math.max(0, size - Long.parseLong(wanted.group(2))) : Long.parseLong(wanted.group(1));
        long to = tail || wanted.group(2).isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(wanted.group(2)));
        if (from > to) {
            throw new RegistryError(
                    Code.RANGE_INVALID,
                    "the blob has " + size + " bytes, of which the range has none",
                    Map.of("Content-Range", "bytes */" + size));
        }
        return Answer.part(206, file, from, to - from + 1)
                .with("Content-Range", "bytes " + from + "-" + to + "/" + size);
    }

    private Answer delete(Call call) {
        Digest digest = Digest.require(call.variable("digest"));
        journal.change(
                call,
                "blob-delete",
                digest.toString(),
                202,
                () -> blobs.delete(call.access().target(), digest));
        collector.collect(call.access().team());
        return Answer.empty(202);
    }
}
