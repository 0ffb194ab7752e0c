package dev.slipway.tenancy;

import dev.slipway.identity.Account;
import dev.slipway.identity.OidcConfig;
import dev.slipway.identity.ProviderRoles;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Memberships that follow the groups of a company's provider. What was given here by hand is left alone. */
@ApplicationScoped
class ProviderTeams implements ProviderRoles {

    private static final Pattern RULE =
            Pattern.compile("([^=,]+)=(?:(operator)|([a-z0-9][a-z0-9-]{0,39}):(owner|admin|deployer|viewer))");

    private final List<Rule> rules;
    private final Clock clock;

    ProviderTeams(OidcConfig config, Clock clock) {
        this.rules = parse(config.groups().orElse(""));
        this.clock = clock;
    }

    /** What one group gives: a role in a team, or being an operator when there is no team. */
    record Rule(
            String group, @Nullable String team, @Nullable Role role) {}

    /** Reads {@code group=team:role,group=operator}; a rule that means nothing ends the start. */
    static List<Rule> parse(String text) {
        List<Rule> rules = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            if (part.isBlank()) {
                continue;
            }
            Matcher matcher = RULE.matcher(part.strip());
            if (!matcher.matches()) {
                throw new IllegalStateException("SLIPWAY_OIDC_GROUPS: \"" + part.strip()
                        + "\" is no rule; write \"/shop/developers=shop:deployer\" or \"/operators=operator\"");
            }
            String role = matcher.group(4);
            rules.add(new Rule(
                    matcher.group(1),
                    matcher.group(3),
                    role == null ? null : Role.valueOf(role.toUpperCase(Locale.ROOT))));
        }
        return List.copyOf(rules);
    }

    @Override
    public void follow(Account account, Set<String> groups) {
        followOperators(account, groups);
        Map<String, Role> wanted = wanted(groups);
        for (Member member : Member.of(account.id)) {
            Role role = wanted.remove(member.team.slug);
            if (!member.provided) {
                continue;
            }
            if (role == null) {
                ProjectMember.leaveTeam(member.team.id, account.id);
                member.delete();
            } else {
                member.become(role);
            }
        }
        wanted.forEach((slug, role) -> Member.join(team(slug), account.id, role).provided = true);
    }

    /** An operator with a password was made one here, and stays one whatever the provider says. */
    private void followOperators(Account account, Set<String> groups) {
        boolean claimed = rules.stream().anyMatch(rule -> rule.team == null && groups.contains(rule.group));
        account.operator = claimed || (account.operator && account.passwordHash != null);
    }

    private Map<String, Role> wanted(Set<String> groups) {
        Map<String, Role> wanted = new HashMap<>();
        for (Rule rule : rules) {
            if (rule.team != null && rule.role != null && groups.contains(rule.group)) {
                wanted.merge(rule.team, rule.role, ProviderTeams::higher);
            }
        }
        return wanted;
    }

    /** Roles are declared from the highest to the lowest. */
    private static Role higher(Role one, Role other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private Team team(String slug) {
        return Team.<Team>find("slug", slug).firstResultOptional().orElseGet(() -> {
            Team team = Team.create(slug, clock.instant());
            Project.create(team, slug, clock.instant());
            return team;
        });
    }
}
