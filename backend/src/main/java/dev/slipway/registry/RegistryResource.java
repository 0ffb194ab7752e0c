package dev.slipway.registry;

import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.platform.Items;
import dev.slipway.platform.PlatformConfig;
import dev.slipway.platform.Problem;
import dev.slipway.quota.Quotas;
import dev.slipway.tenancy.Owned;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Repositories of images, for people: what is there, how much of it, and away with it. */
@Path("/api/v1")
@RunOnVirtualThread
public class RegistryResource {

    private static final int PAGE = 100;

    private final Shelf shelf;
    private final Quotas quotas;
    private final Repositories repositories;
    private final RepositoryOwner owner;
    private final Manifests manifests;
    private final Collector collector;
    private final PlatformConfig platform;

    RegistryResource(
            Shelf shelf,
            Quotas quotas,
            Repositories repositories,
            RepositoryOwner owner,
            Manifests manifests,
            Collector collector,
            PlatformConfig platform) {
        this.shelf = shelf;
        this.quotas = quotas;
        this.repositories = repositories;
        this.owner = owner;
        this.manifests = manifests;
        this.collector = collector;
        this.platform = platform;
    }

    /**
     * A team's part of the registry.
     *
     * @param host what stands before a repository's name in {@code docker pull}
     * @param usedBytes of blobs and manifests
     * @param limitBytes how many there may be
     */
    record RegistryView(String host, long usedBytes, long limitBytes) {}

    record RepositoryChange(@NotNull Boolean immutableTags) {}

    @GET
    @Path("/teams/{teamId}/registry")
    @Needs(Permission.REGISTRY_READ)
    @Transactional
    public RegistryView registry(UUID teamId) {
        String host = URI.create(platform.publicUrl()).getAuthority();
        Quotas.Shelf own = quotas.registry(teamId);
        return new RegistryView(host, own.used(), own.most());
    }

    @GET
    @Path("/teams/{teamId}/repositories")
    @Needs(Permission.REGISTRY_READ)
    public Items<Shelf.RepositoryView> list(UUID teamId) {
        return Items.of(shelf.ofTeam(teamId, null));
    }

    @GET
    @Path("/projects/{projectId}/repositories")
    @Needs(Permission.REGISTRY_READ)
    @Transactional
    public Items<Shelf.RepositoryView> ofProject(UUID projectId) {
        return Items.of(shelf.ofTeam(repositories.teamOf(projectId), projectId));
    }

    @GET
    @Path("/repositories/{repositoryId}")
    @Needs(Permission.REGISTRY_READ)
    public Shelf.RepositoryView get(UUID repositoryId) {
        return shelf.find(repositoryId).orElseThrow(Problem::notFound);
    }

    @PATCH
    @Path("/repositories/{repositoryId}")
    @Needs(Permission.REGISTRY_DELETE)
    public Shelf.RepositoryView change(UUID repositoryId, @Valid @NotNull RepositoryChange request) {
        shelf.fixTags(repositoryId, request.immutableTags);
        return get(repositoryId);
    }

    @DELETE
    @Path("/repositories/{repositoryId}")
    @Needs(Permission.REGISTRY_DELETE)
    public void delete(UUID repositoryId) {
        Owned owned = owner.ownerOf(repositoryId).orElseThrow(Problem::notFound);
        shelf.delete(owned, repositoryId);
        collector.collect(owned.teamId());
    }

    /** Tags by their bytes, a page at a time. */
    @GET
    @Path("/repositories/{repositoryId}/tags")
    @Needs(Permission.REGISTRY_READ)
    public Items<Shelf.TagView> tags(UUID repositoryId, @QueryParam("after") @DefaultValue("") String after) {
        List<Shelf.TagView> found = shelf.tags(repositoryId, after, PAGE + 1);
        List<Shelf.TagView> page = found.subList(0, Math.min(PAGE, found.size()));
        @Nullable String next = found.size() > PAGE ? page.getLast().name() : null;
        return new Items<>(List.copyOf(page), next);
    }

    @DELETE
    @Path("/repositories/{repositoryId}/tags/{tag}")
    @Needs(Permission.REGISTRY_DELETE)
    public void deleteTag(UUID repositoryId, String tag) {
        Owned owned = owner.ownerOf(repositoryId).orElseThrow(Problem::notFound);
        RepositoryName name = new RepositoryName(get(repositoryId).name());
        if (!Manifests.isTag(tag)) {
            throw Problem.notFound();
        }
        try {
            manifests.delete(new Access.Target(name, owned), tag);
        } catch (RegistryError refused) {
            throw refused.code() == RegistryError.Code.MANIFEST_UNKNOWN
                    ? Problem.notFound()
                    : new Problem(Problem.Kind.CONFLICT, String.valueOf(refused.getMessage()));
        }
    }
}
