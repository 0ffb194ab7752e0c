package dev.slipway.registry;

import dev.slipway.platform.DataScope;
import dev.slipway.platform.Rows;
import dev.slipway.tenancy.Owned;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The control plane's own use of the registry: images of releases, in a repository of their app. The engine moves the
 * bytes, with a token that is for one repository and a few minutes.
 */
@ApplicationScoped
public class ReleaseShelf {

    private final Rows rows;
    private final Repositories repositories;
    private final RegistryTokens tokens;
    private final Collector collector;
    private final RegistryConfig config;
    private final Clock clock;

    ReleaseShelf(
            Rows rows,
            Repositories repositories,
            RegistryTokens tokens,
            Collector collector,
            RegistryConfig config,
            Clock clock) {
        this.rows = rows;
        this.repositories = repositories;
        this.tokens = tokens;
        this.collector = collector;
        this.config = config;
        this.clock = clock;
    }

    /**
     * A repository as the engine reaches it.
     *
     * @param name with the registry's host, without tag or digest
     * @param token for the registry, of short life
     */
    public record Place(String name, String token) {

        @Override
        public String toString() {
            return name;
        }
    }

    /** Where an app's images go; the repository is there from now on, and goes with the app. */
    public Place toPush(UUID team, UUID project, UUID app, String repository) {
        RepositoryName name = new RepositoryName(repository);
        inTeam(team, () -> {
            UUID id = repositories.findOrCreate(new Access.Target(name, new Owned(team, project)));
            rows.change("update registry_repository set app_id = ? where id = ? and app_id is null", app, id);
        });
        return place(team, repository, Set.of("pull", "push"));
    }

    /** Where an app's images come from. */
    public Place toPull(UUID team, String repository) {
        return place(team, repository, Set.of("pull"));
    }

    private Place place(UUID team, String repository, Set<String> actions) {
        RegistryTokens.Issued token = tokens.forPlatform(team, new Actor.Grant(repository, actions));
        return new Place(config.engineHost() + "/" + repository, token.text());
    }

    /** One more tag for a manifest that is there; nothing happens when it is not. */
    public void point(UUID team, String repository, String digest, String tag) {
        inTeam(
                team,
                () -> rows.change(
                        "insert into registry_tag (repository_id, team_id, name, digest, updated_at)"
                                + " select m.repository_id, m.team_id, ?, m.digest, ? from registry_manifest m"
                                + " join registry_repository r on r.id = m.repository_id where r.name = ? and m.digest = ?"
                                + " on conflict (repository_id, name) do update set digest = excluded.digest",
                        tag,
                        clock.instant(),
                        repository,
                        digest));
    }

    /** Takes a release's tag away, and its manifest when no other tag needs it. */
    public void retire(UUID team, String repository, String digest, String tag) {
        inTeam(team, () -> {
            TeamLock.take(rows, team);
            rows.change(
                    "delete from registry_tag t using registry_repository r where r.id = t.repository_id"
                            + " and r.name = ? and t.name = ? and t.digest = ?",
                    repository,
                    tag,
                    digest);
            rows.change(
                    "delete from registry_manifest m using registry_repository r where r.id = m.repository_id"
                            + " and r.name = ? and m.digest = ? and not exists (select from registry_tag t"
                            + " where t.repository_id = m.repository_id and t.digest = m.digest) and not exists (select"
                            + " from registry_reference i where i.repository_id = m.repository_id and i.digest = m.digest)",
                    repository,
                    digest);
            forgetReferrers(repository);
        });
    }

    /** Signatures and bills of materials go with what they are about; the platform itself brought them. */
    private void forgetReferrers(String repository) {
        rows.change(
                "delete from registry_manifest m using registry_repository r where r.id = m.repository_id"
                        + " and r.name = ? and r.app_id is not null and m.subject is not null and not exists (select"
                        + " from registry_manifest s where s.repository_id = m.repository_id and s.digest = m.subject)",
                repository);
    }

    /** An app is gone: so are its repositories, and what only they had. */
    public void forget(UUID team, UUID app) {
        inTeam(team, () -> {
            TeamLock.take(rows, team);
            rows.change("delete from registry_repository where app_id = ?", app);
        });
        collector.collect(team);
    }

    private static void inTeam(UUID team, Runnable work) {
        DataScope.within(List.of(team), () -> {
            QuarkusTransaction.requiringNew().run(work);
            return true;
        });
    }
}
