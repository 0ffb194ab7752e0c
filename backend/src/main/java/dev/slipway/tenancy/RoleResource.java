package dev.slipway.tenancy;

import dev.slipway.identity.CurrentCaller;
import dev.slipway.identity.Needs;
import dev.slipway.identity.Permission;
import dev.slipway.platform.Cursor;
import dev.slipway.platform.Items;
import dev.slipway.platform.PageQuery;
import dev.slipway.platform.PlainText;
import dev.slipway.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** The roles of a team: the four that every team has, and those it put together from permissions. */
@Path("/api/v1/teams/{teamId}/roles")
@RunOnVirtualThread
public class RoleResource {

    /** More is no longer a list people can choose from. */
    private static final int MOST = 50;

    private final CurrentCaller current;
    private final Clock clock;

    RoleResource(CurrentCaller current, Clock clock) {
        this.current = current;
        this.clock = clock;
    }

    /** {@code id} is null for the four that cannot be changed; {@code slug} is what the other doors take as a role. */
    record RoleView(@Nullable UUID id, String slug, String name, List<String> permissions) {

        static RoleView of(CustomRole role) {
            return new RoleView(role.id, role.slug, role.name, words(role.granted()));
        }

        static RoleView of(Role role) {
            return new RoleView(null, role.word(), role.word(), words(role.permissions()));
        }
    }

    record RoleDefinition(
            @NotBlank @Size(max = 40) @PlainText String name,
            @NotNull @Size(min = 1, max = 60) List<@NotNull String> permissions) {}

    @GET
    @Needs(Permission.TEAM_READ)
    @Transactional
    public Items<RoleView> list(UUID teamId, @BeanParam @Valid PageQuery page) {
        Cursor after = Cursor.read(page, 3);
        Place begin = after == null ? null : new Place(after.number(0), after.text(1), after.text(2));
        List<RoleView> fetched = Stream.concat(
                        Arrays.stream(Role.values()).map(RoleView::of),
                        CustomRole.ofTeams(List.of(teamId)).stream().map(RoleView::of))
                .filter(role -> begin == null || Place.of(role).compareTo(begin) > 0)
                .sorted(Comparator.comparing(Place::of))
                .limit(page.fetch())
                .toList();
        return Items.page(fetched, page, role -> role, role -> Place.of(role).cursor());
    }

    /** Where a role stands in the list: the four first, the mightiest before, then the team's own by name. */
    private record Place(int rank, String name, String slug) implements Comparable<Place> {

        static Place of(RoleView role) {
            List<String> builtIn = Arrays.stream(Role.values()).map(Role::word).toList();
            int rank = role.id == null ? builtIn.indexOf(role.slug) : builtIn.size();
            return new Place(rank, role.name, role.slug);
        }

        String cursor() {
            return Cursor.of(rank, name, slug);
        }

        @Override
        public int compareTo(Place other) {
            return Comparator.comparingInt(Place::rank)
                    .thenComparing(Place::name)
                    .thenComparing(Place::slug)
                    .compare(this, other);
        }
    }

    @POST
    @Produces(MediaType.APPLICATION_JSON)
    @Needs(Permission.MEMBERS_MANAGE)
    @APIResponseSchema(value = RoleView.class, responseCode = "201")
    @Transactional
    public Response create(UUID teamId, @Valid @NotNull RoleDefinition request) {
        if (CustomRole.count("teamId", teamId) >= MOST) {
            throw new Problem(Problem.Kind.CONFLICT, "the team has " + MOST + " roles of its own already; delete one");
        }
        CustomRole role = CustomRole.create(teamId, request.name, givable(teamId, request), clock.instant());
        return Response.status(Response.Status.CREATED)
                .entity(RoleView.of(role))
                .build();
    }

    /** Counts at once for everybody who has it, also for the terminals they have open. */
    @PUT
    @Path("/{roleId}")
    @Needs(Permission.MEMBERS_MANAGE)
    @Transactional
    public RoleView change(UUID teamId, UUID roleId, @Valid @NotNull RoleDefinition request) {
        CustomRole role = handled(teamId, roleId);
        role.name = request.name;
        role.give(givable(teamId, request));
        return RoleView.of(role);
    }

    @DELETE
    @Path("/{roleId}")
    @Needs(Permission.MEMBERS_MANAGE)
    @Transactional
    public void delete(UUID teamId, UUID roleId) {
        CustomRole role = handled(teamId, roleId);
        long holders = role.holders();
        if (holders > 0) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "role \"" + role.name + "\" is held by " + holders
                            + " members or invitations; give them another one first");
        }
        role.delete();
    }

    private CustomRole handled(UUID teamId, UUID roleId) {
        CustomRole role = CustomRole.in(teamId, roleId).orElseThrow(Problem::notFound);
        Members.requireHandles(current.get(), teamId, role.asRole());
        return role;
    }

    /** Nobody gives what they do not have themselves. */
    private Set<Permission> givable(UUID teamId, RoleDefinition request) {
        Set<Permission> wanted = request.permissions.stream()
                .map(word -> Permission.ofTeam(word)
                        .orElseThrow(() -> Problem.invalid(
                                "permissions", "\"" + word + "\" is none; take words like \"app-read\"")))
                .collect(Collectors.toUnmodifiableSet());
        Members.requireHandles(current.get(), teamId, new TeamRole.Custom(teamId, request.name, wanted));
        return wanted;
    }

    private static List<String> words(Collection<Permission> permissions) {
        return permissions.stream()
                .filter(Permission::ofTeam)
                .map(Permission::word)
                .sorted()
                .toList();
    }
}
