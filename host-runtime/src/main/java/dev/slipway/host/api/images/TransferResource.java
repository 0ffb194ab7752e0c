package dev.slipway.host.api.images;

import dev.slipway.host.api.http.Call;
import dev.slipway.host.api.http.Progress;
import dev.slipway.host.api.http.Query;
import dev.slipway.host.api.http.Resource;
import dev.slipway.host.api.http.Routes;
import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.ErrorKind;
import dev.slipway.host.build.Builder;
import dev.slipway.host.image.ImageConfig;
import dev.slipway.host.image.Reference;
import dev.slipway.host.library.Image;
import dev.slipway.host.library.Library;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Images on their way in and out: pull, push, import, load, save. */
public final class TransferResource implements Resource {
    private final Library library;
    private final Builder builder;

    /** @param builder writes the documents that go along with images it has built */
    public TransferResource(Library library, Builder builder) {
        this.library = library;
        this.builder = builder;
    }

    @Override
    public void register(Routes routes) {
        routes.post("/images/create", this::create)
                .post("/images/{name:.*}/push", this::push)
                .post("/images/load", this::load)
                .get("/images/get", call -> save(call, call.query().all("names")))
                .get("/images/{name:.*}/get", call -> save(call, List.of(call.variable("name"))));
    }

    private void create(Call call) throws IOException {
        Query query = call.query();
        String image = query.text("fromImage");
        String source = query.text("fromSrc");
        if (image != null) {
            boolean all = query.text("tag", "").isEmpty() && isBare(image);
            if (all) {
                pullAll(call, image);
            } else {
                pull(call, reference(image, query.text("tag", "")));
            }
        } else if (source != null) {
            importRoot(call, source);
        } else {
            throw EngineException.invalid("nothing to create: 'fromImage' or 'fromSrc' must be given");
        }
    }

    /** Clients send the tag apart, a digest in the tag's place, or everything in the name. */
    static String reference(String image, String tag) {
        if (tag.isEmpty()) {
            return image;
        }
        return image + (tag.contains(":") ? "@" : ":") + tag;
    }

    private void pull(Call call, String reference) throws IOException {
        String auth = call.exchange().header("X-Registry-Auth");
        String platform = call.query().text("platform");
        Progress.serve(call.exchange(), progress -> library.pull(call.tenant(), reference, auth, platform, progress));
    }

    /** Whether a name is a repository's alone, which means all of its tags (API: "if the tag is empty"). */
    private static boolean isBare(String image) {
        Reference reference = Reference.parse(image);
        return reference.tag() == null && reference.digest() == null;
    }

    private void pullAll(Call call, String repository) throws IOException {
        String auth = call.exchange().header("X-Registry-Auth");
        String platform = call.query().text("platform");
        Progress.serve(call.exchange(), progress -> {
            for (String tag : library.tags(repository, auth)) {
                library.pull(call.tenant(), repository + ":" + tag, auth, platform, progress);
            }
        });
    }

    /** One tag, or every tag of the repository when none is named. */
    private void push(Call call) throws IOException {
        String name = call.variable("name");
        String tag = call.query().text("tag");
        String auth = call.exchange().header("X-Registry-Auth");
        List<String> references = tag == null ? tagsOf(call.tenant(), name) : List.of(reference(name, tag));
        if (tag != null) {
            library.find(call.tenant(), references.getFirst())
                    .ifPresent(image -> WantedPlatform.check(call.query(), image, references.getFirst()));
        }
        Progress.serve(call.exchange(), progress -> {
            for (String reference : references) {
                if (library.find(call.tenant(), reference).isPresent()
                        && builder.provenance(call.tenant(), reference).isPresent()) {
                    builder.sbom(call.tenant(), reference);
                }
                library.push(call.tenant(), reference, auth, progress);
            }
        });
    }

    private List<String> tagsOf(String tenant, String name) {
        String repository = Reference.parse(name).familiarName();
        List<String> tags = library.list(tenant).stream()
                .flatMap(image -> image.tags().stream())
                .filter(tag -> Reference.parse(tag).familiarName().equals(repository))
                .sorted()
                .toList();
        if (tags.isEmpty()) {
            throw EngineException.notFound("An image does not exist locally with the tag: " + repository);
        }
        return tags;
    }

    private void importRoot(Call call, String source) throws IOException {
        if (!source.equals("-")) {
            throw new EngineException(
                    ErrorKind.NOT_IMPLEMENTED,
                    "cannot import '" + source + "': the engine fetches no addresses; send the archive itself");
        }
        Query query = call.query();
        String repository = query.text("repo");
        String reference = repository == null ? null : reference(repository, query.text("tag", ""));
        ImageConfig.Run run = Changes.applied(ImageConfig.Run.EMPTY, query.all("changes"));
        Progress.serve(call.exchange(), progress -> {
            Image image = library.importRoot(
                    call.tenant(), call.exchange().body(), reference, run, query.text("message", "Imported from -"));
            progress.accept(Map.of("status", image.id()));
        });
    }

    private void load(Call call) throws IOException {
        boolean quiet = call.query().flag("quiet");
        Progress.serve(
                call.exchange(),
                progress -> library.load(call.tenant(), call.exchange().body(), quiet ? message -> {} : progress)
                        .forEach(image -> sayLoaded(image, progress)));
    }

    private static void sayLoaded(Image image, Consumer<Map<String, Object>> progress) {
        if (image.tags().isEmpty()) {
            progress.accept(Map.of("stream", "Loaded image ID: " + image.id() + "\n"));
        }
        for (String tag : image.tags()) {
            progress.accept(Map.of("stream", "Loaded image: " + tag + "\n"));
        }
    }

    private void save(Call call, List<String> names) throws IOException {
        if (names.isEmpty()) {
            throw EngineException.invalid("nothing to save: 'names' must be given");
        }
        names.forEach(name -> WantedPlatform.check(call.query(), library.require(call.tenant(), name), name));
        try (OutputStream out = call.exchange().stream(200, "application/x-tar")) {
            library.save(call.tenant(), names, out);
        }
    }
}
