package dev.slipway.overview;

import dev.slipway.app.App;
import dev.slipway.build.Build;
import dev.slipway.build.BuildView;
import dev.slipway.deploy.Deployment;
import dev.slipway.deploy.Instance;
import dev.slipway.platform.Cursor;
import dev.slipway.platform.Items;
import dev.slipway.platform.PageQuery;
import dev.slipway.platform.Problem;
import dev.slipway.release.Release;
import dev.slipway.release.ReleaseView;
import dev.slipway.route.Routes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Brings apps together with what is known of them: one statement, however many apps and features. */
@ApplicationScoped
class AppPages {

    /** An app counts its builds and deployments itself, so the newest is found by its number. */
    private static final String KNOWN = """
            select a, b, d, r,
                (select count(i) from Instance i where i.appId = a.id and i.status <> :gone),
                (select count(i) from Instance i where i.appId = a.id and i.status = :running),
                (select count(i) from Instance i where i.appId = a.id and i.status = :exited),
                (select max(i.detail) from Instance i where i.appId = a.id and i.status = :exited)
            from App a
            join fetch a.project p
            join fetch p.team
            left join Build b on b.appId = a.id and b.number = a.lastBuild
            left join fetch b.stages
            left join Deployment d on d.appId = a.id and d.number = a.lastDeployment
            left join fetch d.release dr
            left join fetch dr.build
            left join Release r on r.id = a.currentReleaseId
            left join fetch r.build
            where %s
            order by a.name, a.id""";

    /** The page is chosen inside, because rows outside are as many as an app's build has stages. */
    private static final String PAGE = """
            a.id in (
                select x.id from App x
                where %s and x.deleting = false
                    and (x.name > :name or (x.name = :name and x.id > :id))
                    and locate(:search, lower(concat(x.name, ' ', x.slug, ' ', x.repository))) > 0
                order by x.name, x.id
                limit :most)""";

    private final Routes routes;
    private final EntityManager database;

    AppPages(Routes routes, EntityManager database) {
        this.routes = routes;
        this.database = database;
    }

    private record Row(App app, AppView view) {}

    /** One app, which is there. */
    AppView of(UUID appId) {
        TypedQuery<Object[]> query = query("a.id = :app and a.deleting = false").setParameter("app", appId);
        return rows(query).stream().findFirst().orElseThrow(Problem::notFound).view;
    }

    /** A page of a project's apps, by name. */
    Items<AppView> ofProject(UUID projectId, PageQuery page, String search) {
        return page(query(PAGE.formatted("x.project.id = :project")).setParameter("project", projectId), page, search);
    }

    /** A page of the apps of teams, by name; of one project when one is named. */
    Items<AppView> ofTeams(List<UUID> teams, @Nullable UUID projectId, PageQuery page, String search) {
        String which = projectId == null ? "x.teamId in :teams" : "x.teamId in :teams and x.project.id = :project";
        TypedQuery<Object[]> query = query(PAGE.formatted(which)).setParameter("teams", teams);
        if (projectId != null) {
            query.setParameter("project", projectId);
        }
        return page(query, page, search);
    }

    private Items<AppView> page(TypedQuery<Object[]> query, PageQuery page, String search) {
        Cursor after = Cursor.read(page, 2);
        query.setParameter("name", after == null ? "" : after.text(0))
                .setParameter("id", after == null ? Cursor.LEAST : after.id(1))
                .setParameter("search", search.toLowerCase(Locale.ROOT))
                .setParameter("most", page.fetch());
        return Items.page(rows(query), page, Row::view, row -> Cursor.of(row.app.name, row.app.id));
    }

    private TypedQuery<Object[]> query(String which) {
        return database.createQuery(KNOWN.formatted(which), Object[].class)
                .setParameter("gone", Instance.Status.GONE)
                .setParameter("running", Instance.Status.RUNNING)
                .setParameter("exited", Instance.Status.EXITED);
    }

    private List<Row> rows(TypedQuery<Object[]> query) {
        Map<UUID, Row> rows = new LinkedHashMap<>();
        for (Object[] found : query.getResultList()) {
            App app = (App) found[0];
            rows.computeIfAbsent(app.id, unused -> new Row(app, view(app, found)));
        }
        return List.copyOf(rows.values());
    }

    private AppView view(App app, @Nullable Object[] found) {
        Build build = (Build) found[1];
        Release current = (Release) found[3];
        AppStatus.Presence present =
                new AppStatus.Presence(count(found[4]), count(found[5]), count(found[6]), (String) found[7]);
        return AppView.of(
                app,
                AppStatus.of(app, build, (Deployment) found[2], present),
                routes.url(app),
                current == null ? null : ReleaseView.of(current, app.currentReleaseId),
                build == null ? null : BuildView.of(build));
    }

    private static long count(@Nullable Object number) {
        return number instanceof Long count ? count : 0;
    }
}
