package dev.slipway.tenancy;

import dev.slipway.identity.Account;
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
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.UUID;

/** Who is in a team, and who has a role in a project of it. */
@Path("/api/v1")
@RunOnVirtualThread
public class MemberResource {

    private final CurrentCaller current;

    MemberResource(CurrentCaller current) {
        this.current = current;
    }

    /** A member; {@code service} for a program. */
    record MemberView(UUID accountId, String name, String email, String role, boolean service) {

        static MemberView of(Account account, TeamRole role) {
            return new MemberView(account.id, account.name, account.email, role.word(), account.serviceOf != null);
        }
    }

    record RoleRequest(@NotNull String role) {}

    @GET
    @Path("/teams/{teamId}/members")
    @Needs(Permission.TEAM_READ)
    @Transactional
    public Items<MemberView> list(
            UUID teamId,
            @BeanParam @Valid PageQuery page,
            @QueryParam("search") @DefaultValue("") @Size(max = 200) @PlainText String search) {
        return list(Roster.TEAM, teamId, page, search);
    }

    @PUT
    @Path("/teams/{teamId}/members/{accountId}")
    @Needs(Permission.MEMBERS_MANAGE)
    @Transactional
    public MemberView change(UUID teamId, UUID accountId, @Valid @NotNull RoleRequest request) {
        Member member = Member.in(teamId, accountId).orElseThrow(Problem::notFound);
        Members.change(current.get(), member, CustomRole.ofWord(teamId, request.role));
        return MemberView.of(Account.findById(accountId), member.role());
    }

    @DELETE
    @Path("/teams/{teamId}/members/{accountId}")
    @Needs(Permission.MEMBERS_MANAGE)
    @Transactional
    public void remove(UUID teamId, UUID accountId) {
        Members.remove(current.get(), Member.in(teamId, accountId).orElseThrow(Problem::notFound));
    }

    @GET
    @Path("/projects/{projectId}/members")
    @Needs(Permission.PROJECT_READ)
    @Transactional
    public Items<MemberView> ofProject(
            UUID projectId,
            @BeanParam @Valid PageQuery page,
            @QueryParam("search") @DefaultValue("") @Size(max = 200) @PlainText String search) {
        return list(Roster.PROJECT, projectId, page, search);
    }

    @PUT
    @Path("/projects/{projectId}/members/{accountId}")
    @Needs(Permission.PROJECT_CHANGE)
    @Transactional
    public MemberView give(UUID projectId, UUID accountId, @Valid @NotNull RoleRequest request) {
        Project project = Project.findById(projectId);
        if (Member.in(project.team.id, accountId).isEmpty()) {
            throw Problem.invalid("accountId", "is no member of the team; invite them first");
        }
        TeamRole role = CustomRole.ofWord(project.team.id, request.role);
        Members.requireHandles(current.get(), project.team.id, role);
        ProjectMember.give(projectId, accountId, role);
        return MemberView.of(Account.findById(accountId), role);
    }

    @DELETE
    @Path("/projects/{projectId}/members/{accountId}")
    @Needs(Permission.PROJECT_CHANGE)
    @Transactional
    public void take(UUID projectId, UUID accountId) {
        ProjectMember member = ProjectMember.in(projectId, accountId).orElseThrow(Problem::notFound);
        Project project = Project.findById(projectId);
        Members.requireHandles(current.get(), project.team.id, member.role());
        member.delete();
    }

    private static Items<MemberView> list(Roster roster, UUID ofWhat, PageQuery page, String search) {
        return Items.page(
                roster.page(ofWhat, page, search),
                page,
                entry -> MemberView.of(entry.account(), entry.role()),
                entry -> Cursor.of(entry.account().name, entry.account().id));
    }
}
