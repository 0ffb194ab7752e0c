package dev.slipway.overview;

import dev.slipway.app.App;
import dev.slipway.build.Build;
import dev.slipway.build.BuildView;
import dev.slipway.deploy.Deployment;
import dev.slipway.deploy.Instance;
import dev.slipway.release.Release;
import dev.slipway.release.ReleaseView;
import dev.slipway.route.Routes;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Brings apps together with what is known of them; one query per feature, however many apps. */
@ApplicationScoped
class AppPages {

    private final Routes routes;

    AppPages(Routes routes) {
        this.routes = routes;
    }

    AppView of(App app) {
        return of(List.of(app)).getFirst();
    }

    List<AppView> of(List<App> apps) {
        List<UUID> ids = apps.stream().map(app -> app.id).toList();
        Map<UUID, Build> builds = byKey(Build.latestOf(ids), build -> build.appId);
        Map<UUID, Deployment> deployments = byKey(Deployment.latestOf(ids), deployment -> deployment.appId);
        Map<UUID, Release> releases = byKey(
                Release.byIds(apps.stream()
                        .map(app -> app.currentReleaseId)
                        .filter(Objects::nonNull)
                        .toList()),
                release -> release.appId);
        Map<UUID, List<Instance>> instances =
                Instance.present(ids).stream().collect(Collectors.groupingBy(instance -> instance.appId));
        return apps.stream()
                .map(app -> view(
                        app,
                        builds.get(app.id),
                        deployments.get(app.id),
                        releases.get(app.id),
                        instances.getOrDefault(app.id, List.of())))
                .toList();
    }

    private AppView view(
            App app,
            @Nullable Build build,
            @Nullable Deployment deployment,
            @Nullable Release current,
            List<Instance> present) {
        return AppView.of(
                app,
                AppStatus.of(app, build, deployment, present),
                routes.url(app),
                current == null ? null : ReleaseView.of(current, app.currentReleaseId),
                build == null ? null : BuildView.of(build));
    }

    private static <T> Map<UUID, T> byKey(List<T> all, Function<T, UUID> key) {
        return all.stream().collect(Collectors.toMap(key, Function.identity(), (one, other) -> one));
    }
}
