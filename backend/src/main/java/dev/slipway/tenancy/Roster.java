package dev.slipway.tenancy;

import dev.slipway.identity.Account;
import dev.slipway.platform.Cursor;
import dev.slipway.platform.PageQuery;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Who has a role somewhere, by name: in a team, or in one of its projects. */
enum Roster {
    TEAM("Member m", "m.team.id"),
    PROJECT("ProjectMember m", "m.projectId");

    private final String query;

    Roster(String rows, String owner) {
        this.query = "select a, m.role, m.customRoleId from " + rows + " join Account a on a.id = m.accountId where "
                + owner + " = :of"
                + " and (a.name > :name or (a.name = :name and a.id > :id))"
                + " and locate(:search, lower(concat(a.name, ' ', a.email))) > 0 order by a.name, a.id";
    }

    record Entry(Account account, TeamRole role) {}

    /** A page of those whose name or address contains {@code search}. */
    List<Entry> page(UUID ofWhat, PageQuery page, String search) {
        Cursor after = Cursor.read(page, 2);
        return Member.getEntityManager()
                .createQuery(query, Object[].class)
                .setParameter("of", ofWhat)
                .setParameter("name", after == null ? "" : after.text(0))
                .setParameter("id", after == null ? Cursor.LEAST : after.id(1))
                .setParameter("search", search.toLowerCase(Locale.ROOT))
                .setMaxResults(page.fetch())
                .getResultStream()
                .map(row -> new Entry((Account) row[0], CustomRole.of((Role) row[1], (UUID) row[2])))
                .toList();
    }
}
