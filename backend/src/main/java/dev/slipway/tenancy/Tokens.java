package dev.slipway.tenancy;

import dev.slipway.identity.Account;
import dev.slipway.identity.ApiToken;
import dev.slipway.identity.Permission;
import dev.slipway.identity.Scope;
import dev.slipway.platform.Items;
import dev.slipway.platform.PageQuery;
import dev.slipway.platform.PlainText;
import dev.slipway.platform.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Issues tokens, a person's own and those of service accounts, by the same rules. */
@ApplicationScoped
class Tokens {

    /** More would be a leak in somebody's script. */
    private static final int MOST = 100;

    /** A token that nobody thought about ends with the quarter. */
    private static final int DEFAULT_DAYS = 90;

    private final Clock clock;

    Tokens(Clock clock) {
        this.clock = clock;
    }

    /**
     * A token to issue.
     *
     * @param teamId the one team it is for, null for all of the account
     * @param projectId the one project, needs its team
     * @param permissions words like "app-deploy", null for whatever the account may
     * @param days until it expires, 90 when absent
     */
    record TokenRequest(
            @NotBlank @Size(max = 100) @PlainText String name,
            @Nullable UUID teamId,
            @Nullable UUID projectId,
            @Nullable @Size(min = 1, max = 30) List<@NotNull String> permissions,
            @Nullable @Min(1) @Max(366) Integer days) {}

    record TokenView(
            UUID id,
            String name,
            @Nullable UUID teamId,
            @Nullable UUID projectId,
            @Nullable List<String> permissions,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt) {

        static TokenView of(ApiToken token) {
            Set<Permission> permissions = token.scope().permissions();
            return new TokenView(
                    token.id,
                    token.name,
                    token.teamId,
                    token.projectId,
                    permissions == null
                            ? null
                            : permissions.stream()
                                    .map(Permission::word)
                                    .sorted()
                                    .toList(),
                    token.createdAt,
                    token.expiresAt,
                    token.lastUsedAt);
        }
    }

    record IssuedToken(
            UUID id, String name, String token, @Nullable Instant expiresAt) {}

    static Items<TokenView> page(UUID accountId, PageQuery page, String search) {
        return Items.page(ApiToken.page(accountId, page, search), page, TokenView::of, ApiToken::place);
    }

    /** Issues one; {@code within} is the only team it may be for, null for any of the account's. */
    Response issue(Account account, TokenRequest request, @Nullable UUID within) {
        if (ApiToken.count("account.id", account.id) >= MOST) {
            throw new Problem(Problem.Kind.CONFLICT, "there are " + MOST + " tokens already; revoke one first");
        }
        Instant end = clock.instant().plus(Duration.ofDays(Objects.requireNonNullElse(request.days, DEFAULT_DAYS)));
        Scope scope = scope(account, request, within);
        ApiToken.Issued issued = ApiToken.issue(account, request.name, scope, end, clock.instant());
        return Response.status(Response.Status.CREATED)
                .entity(new IssuedToken(issued.row().id, issued.row().name, issued.text(), issued.row().expiresAt))
                .build();
    }

    private static Scope scope(Account account, TokenRequest request, @Nullable UUID within) {
        UUID teamId = request.teamId == null ? within : request.teamId;
        if (within != null && !within.equals(teamId)) {
            throw Problem.invalid("teamId", "must be the service account's own team, or absent");
        }
        if (teamId != null && Member.in(teamId, account.id).isEmpty()) {
            throw Problem.invalid("teamId", "names no team of this account");
        }
        if (request.projectId != null) {
            requireProjectOf(teamId, request.projectId);
        }
        return new Scope(teamId, request.projectId, request.permissions == null ? null : chosen(request.permissions));
    }

    private static void requireProjectOf(@Nullable UUID teamId, UUID projectId) {
        if (teamId == null || Project.count("id = ?1 and team.id = ?2", projectId, teamId) == 0) {
            throw Problem.invalid("projectId", "names no project of the token's team; give its teamId too");
        }
    }

    private static Set<Permission> chosen(List<String> words) {
        return words.stream()
                .map(word -> Permission.ofTeam(word)
                        .orElseThrow(() -> Problem.invalid(
                                "permissions",
                                "\"" + word + "\" is none; take words like \"app-read\", \"app-deploy\"")))
                .collect(Collectors.toUnmodifiableSet());
    }
}
