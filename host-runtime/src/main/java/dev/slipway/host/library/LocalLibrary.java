package dev.slipway.host.library;

import dev.slipway.host.base.EngineException;
import dev.slipway.host.base.Json;
import dev.slipway.host.base.Step;
import dev.slipway.host.events.Events;
import dev.slipway.host.image.ImageConfig;
import dev.slipway.host.image.Reference;
import dev.slipway.host.layer.Layers;
import dev.slipway.host.layer.UnpackLimits;
import dev.slipway.host.linux.Architecture;
import dev.slipway.host.registry.Registries;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The library on this host's disk, under one folder. */
public final class LocalLibrary implements Library {
    private final Layers layers;
    private final Events events;
    private final ImageFiles files;
    private final Catalog catalog;
    private final Uses uses = new Uses();
    private final Content content;
    private final AttachmentFiles attachments;
    private final Path temporary;
    private final Transfers transfers;
    private final Clock clock = Clock.systemUTC();
    private volatile Predicate<String> running = container -> false;

    public LocalLibrary(Path root, Layers layers, Events events, PackagedBases bases) {
        this(root, layers, events, bases, new Registries(Set.of()));
    }

    public LocalLibrary(Path root, Layers layers, Events events, PackagedBases bases, Registries registries) {
        this.layers = layers;
        this.events = events;
        this.files = new ImageFiles(root);
        this.catalog = new Catalog(root);
        this.attachments = new AttachmentFiles(root);
        this.content = new Content(files, layers, catalog, uses, attachments);
        this.temporary = emptied(root.resolve("tmp"));
        BaseMaking making = new BaseMaking(layers, files, catalog, content, attachments, bases, clock);
        this.transfers = new Transfers(layers, files, content, registries, making, clock, temporary);
    }

    private static Path emptied(Path folder) {
        try {
            if (Files.exists(folder)) {
                try (var all = Files.walk(folder)) {
                    for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(path);
                    }
                }
            }
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw EngineException.internal("cannot empty the folder '" + folder + "': " + e, e);
        }
    }

    /** Tells which containers run: an image of one cannot be removed even by force. */
    public void running(Predicate<String> isRunning) {
        running = isRunning;
    }

    /**
     * Removes what nobody needs any more. Call when all containers have said which images they use.
     *
     * @param keepLayers layers of no image that are needed still
     */
    public void sweep(Collection<String> keepLayers) {
        content.sweep(keepLayers);
    }

    @Override
    public Optional<Image> find(String tenant, String reference) {
        return catalog.resolve(tenant, reference).map(id -> image(tenant, id));
    }

    private Image image(String tenant, String id) {
        return image(id, catalog.names(tenant, id));
    }

    private Image image(String id, List<Reference> names) {
        ImageConfig config = files.config(id);
        return new Image(
                id,
                config,
                names.stream()
                        .filter(name -> name.digest() == null)
                        .map(Reference::familiar)
                        .toList(),
                names.stream()
                        .filter(name -> name.digest() != null)
                        .map(Reference::familiar)
                        .toList(),
                config.rootfs().diffIds().stream()
                        .filter(layers::has)
                        .mapToLong(diffId -> layers.layer(diffId).bytes())
                        .sum(),
                created(config));
    }

    private static Instant created(ImageConfig config) {
        try {
            return config.created() == null ? Instant.EPOCH : Instant.parse(config.created());
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }

    @Override
    public Image require(String tenant, String reference) {
        return image(tenant, requireId(tenant, reference));
    }

    private String requireId(String tenant, String reference) {
        Optional<String> id = catalog.resolve(tenant, reference);
        if (id.isEmpty()) {
            String named = Catalog.name(reference).map(Reference::familiar).orElse(reference);
            throw EngineException.notFound("No such image: " + named);
        }
        return id.get();
    }

    @Override
    public List<Image> list(String tenant) {
        return catalog.visible(tenant).stream()
                .map(id -> image(tenant, id))
                .sorted(Comparator.comparing(Image::created).reversed().thenComparing(Image::id))
                .toList();
    }

    @Override
    public Image pull(
            String tenant,
            String reference,
            @Nullable String auth,
            @Nullable String platform,
            Consumer<Map<String, Object>> progress) {
        Reference parsed = Reference.parse(reference).tagged();
        String digest = parsed.digest();
        Reference name = digest == null ? parsed : parsed.withDigest(digest);
        Optional<String> before = catalog.of(tenant).find(name);
        PullProgress messages = new PullProgress(progress);
        transfers.pull(
                name,
                auth,
                platform == null ? "" : platform,
                known(tenant)::contains,
                (id, names) -> keep(tenant, id, names),
                messages);
        Image image = require(tenant, name.toString());
        boolean same = before.filter(image.id()::equals).isPresent();
        messages.say(
                "Status: " + (same ? "Image is up to date for " : "Downloaded newer image for ") + name.familiar());
        events.publish(event("pull", tenant, name.familiar(), name.familiarName()));
        return image;
    }

    @Override
    public List<String> tags(String reference, @Nullable String auth) {
        return transfers.tags(Reference.parse(reference), auth);
    }

    @Override
    public void push(String tenant, String reference, @Nullable String auth, Consumer<Map<String, Object>> progress) {
        Reference name = Reference.parse(reference).tagged();
        String tag = name.tag();
        if (tag == null || name.digest() != null) {
            throw EngineException.invalid("cannot push a digest reference");
        }
        String id = catalog.resolve(tenant, name.toString())
                .orElseThrow(() -> EngineException.notFound(
                        "An image does not exist locally with the tag: " + name.familiarName()));
        PullProgress messages = new PullProgress(progress);
        messages.say("The push refers to repository [" + name.name() + "]");
        Map<Attachment, byte[]> documents = new EnumMap<>(Attachment.class);
        for (Attachment kind : Attachment.values()) {
            document(tenant, id, kind).ifPresent(document -> documents.put(kind, document));
        }
        List<Reference> known = catalog.names(tenant, id);
        keep(tenant, id, List.of(transfers.push(name, tag, id, known, auth, documents, messages)));
        events.publish(event("push", tenant, name.familiar(), name.familiarName()));
    }

    @Override
    public void login(String server, String auth) {
        transfers.login(server, auth);
    }

    @Override
    public Distribution distribution(String reference, @Nullable String auth) {
        return transfers.distribution(Reference.parse(reference).tagged(), auth);
    }

    @Override
    public List<Image> load(String tenant, InputStream archive, Consumer<Map<String, Object>> progress) {
        List<Image> images = new ArrayList<>();
        try (ArchiveSpool spool = ArchiveSpool.read(archive, temporary, UnpackLimits.DEFAULT.maxBytes())) {
            ImageLoad load = new ImageLoad(layers, files, content);
            load.run(spool, Transfers.platform(), known(tenant)::contains, (id, names) -> {
                keep(tenant, id, names);
                events.publish(event("load", tenant, id, id));
                images.add(image(id, names));
            });
        } catch (IOException e) {
            throw EngineException.internal("cannot load the image archive: " + e, e);
        }
        return images;
    }

    /** Layers a tenant may take as present: those of images it sees. */
    private Set<String> known(String tenant) {
        Set<String> known = new java.util.HashSet<>();
        catalog.visible(tenant)
                .forEach(id -> known.addAll(files.config(id).rootfs().diffIds()));
        known.removeIf(diffId -> !layers.has(diffId));
        return known;
    }

    private void keep(String tenant, String id, List<Reference> names) {
        Step.before("image: write the names");
        catalog.change(tenant, holdings -> {
            Holdings changed = holdings.withImage(id);
            for (Reference name : names) {
                changed = changed.withName(name.tagged(), id);
            }
            return changed;
        });
    }

    private static Events.Event event(String action, String tenant, String id, String name) {
        return Events.Event.now("image", action, id, tenant, Map.of("name", name));
    }

    @Override
    public void save(String tenant, List<String> references, OutputStream out) {
        ArchiveWriter archive = new ArchiveWriter(layers, out);
        try {
            for (Map.Entry<String, List<Reference>> image :
                    selected(tenant, references).entrySet()) {
                String id = image.getKey();
                List<String> names =
                        image.getValue().stream().map(Reference::familiar).toList();
                List<String> full =
                        image.getValue().stream().map(Reference::toString).toList();
                archive.add(files.bytes(id), files.config(id).rootfs().diffIds(), names, full);
                events.publish(event("save", tenant, id, id));
            }
            archive.finish();
        } catch (IOException e) {
            throw EngineException.internal("cannot write the image archive: " + e.getMessage(), e);
        }
    }

    /** The images to save with the names that were asked for; an id asks for none, a bare repository for all its tags. */
    private Map<String, List<Reference>> selected(String tenant, List<String> references) {
        Map<String, List<Reference>> selected = new java.util.LinkedHashMap<>();
        for (String text : references) {
            String id = requireId(tenant, text);
            List<Reference> names = selected.computeIfAbsent(id, i -> new ArrayList<>());
            Catalog.name(text)
                    .filter(name -> name.digest() == null)
                    .filter(name -> catalog.names(tenant, id).contains(name))
                    .filter(name -> !names.contains(name))
                    .ifPresent(names::add);
        }
        return selected;
    }

    @Override
    public Image importRoot(
            String tenant, InputStream tar, @Nullable String reference, ImageConfig.Run run, String message) {
        Reference name = reference == null ? null : Reference.parse(reference).tagged();
        Layers.Layer layer = layers.adopt(tar);
        String now = clock.instant().toString();
        ImageConfig config = new ImageConfig(
                now,
                null,
                Architecture.current().oci(),
                "linux",
                null,
                run,
                new ImageConfig.Rootfs("layers", List.of(layer.diffId())),
                List.of(new ImageConfig.History(now, null, null, message.isEmpty() ? "Imported" : message, null)));
        Image image = create(tenant, config, name == null ? null : name.toString());
        events.publish(event("import", tenant, image.id(), image.id()));
        return image;
    }

    @Override
    public Image create(String tenant, ImageConfig config, @Nullable String reference) {
        List<Reference> names = reference == null
                ? List.of()
                : List.of(Reference.parse(reference).tagged());
        try (Content.Pin pin = content.pin(config.rootfs().diffIds())) {
            config.rootfs().diffIds().forEach(layers::layer);
            byte[] document = Json.write(config).getBytes(StandardCharsets.UTF_8);
            if (document.length > ImageFiles.MAX_CONFIG_BYTES) {
                throw EngineException.invalid("the image's configuration would have more than "
                        + ImageFiles.MAX_CONFIG_BYTES + " bytes, which nobody could load");
            }
            String id = files.put(document);
            keep(tenant, id, names);
            return image(tenant, id);
        }
    }

    @Override
    public void tag(String tenant, String reference, String newReference) {
        Reference name = Reference.parse(newReference).tagged();
        if (name.digest() != null) {
            throw EngineException.invalid("refusing to create a tag with a digest reference");
        }
        String id = requireId(tenant, reference);
        keep(tenant, id, List.of(name));
        events.publish(event("tag", tenant, id, name.familiar()));
    }

    @Override
    public List<Removal> remove(String tenant, String reference, boolean force, boolean keepParents) {
        String id = requireId(tenant, reference);
        List<String> diffIds = files.config(id).rootfs().diffIds();
        String owner = owner(tenant, id);
        ImageRemoval removal = new ImageRemoval(catalog, content, uses, running, tenant, owner, id, force);
        List<Removal> removals = removal.run(reference, diffIds);
        for (Removal done : removals) {
            String untagged = done.untagged();
            if (untagged != null) {
                events.publish(event("untag", tenant, id, untagged));
            } else if (id.equals(done.deleted())) {
                events.publish(event("delete", tenant, id, id));
            }
        }
        return removals;
    }

    /** Whose the image is that {@code tenant} wants to remove: its own first; the operator may remove everybody's. */
    private String owner(String tenant, String id) {
        List<String> holders = catalog.holders(id);
        if (holders.contains(tenant)) {
            return tenant;
        }
        if (!tenant.isEmpty()) {
            throw new EngineException(
                    dev.slipway.host.base.ErrorKind.FORBIDDEN,
                    "the base image is shared by all tenants: only the operator may remove it");
        }
        return holders.getFirst();
    }

    @Override
    public void attach(String tenant, String imageId, Attachment kind, byte[] document) {
        attachments.put(tenant, requireId(tenant, imageId), kind, document);
    }

    @Override
    public Optional<byte[]> attachment(String tenant, String imageId, Attachment kind) {
        return document(tenant, requireId(tenant, imageId), kind);
    }

    /** The tenant's own; of a base that all share there is one for all. */
    private Optional<byte[]> document(String tenant, String id, Attachment kind) {
        return attachments.find(tenant, id, kind).or(() -> attachments.find(Catalog.SHARED, id, kind));
    }

    @Override
    public Optional<byte[]> attachedThere(String reference, @Nullable String auth, Attachment kind) {
        return transfers.attachment(Reference.parse(reference).tagged(), auth, kind);
    }

    @Override
    public void use(String imageId, String containerId) {
        uses.add(imageId, containerId, null);
    }

    @Override
    public void use(String imageId, String containerId, String tenant) {
        uses.add(imageId, containerId, tenant);
    }

    @Override
    public void unuse(String imageId, String containerId) {
        uses.remove(imageId, containerId);
        content.removeUnneeded(imageId);
    }
}
