// What the twin starts with: one app of each kind of state.
import { randomUUID } from 'node:crypto';
import { BUILD_LINES, FAILURE_LINES, START_LINES } from './lines.mjs';

const MINUTE = 60_000;

export function seed(world) {
  const shops = world.addProject('Storefront');
  running(world, shops, 'shop', 'https://github.com/acme/shop', 3, 2);
  running(world, shops, 'search', 'https://github.com/acme/search.git', 40, 1);
  failing(world, shops, 'mailer', 'https://github.com/acme/broken-mailer');
  crashed(world, world.projects[0], 'thumbnails', 'https://github.com/acme/thumbnails');
  stopped(world, world.projects[0], 'docs', 'https://codeberg.org/acme/docs');
  const shop = [...world.apps.values()].find(({ name }) => name === 'shop');
  world.addRepository('harbour/storefront/shop', [tag('v3', 412, 3), tag('v2', 411, 903), tag('v1', 408, 1803)],
    { projectId: shops.id, appId: shop.id });
  world.addRepository('harbour/base/node', [tag('22', 190, 600), tag('latest', 190, 600)], { immutableTags: true });
  world.addRepository('harbour/tools/report-generator-with-a-rather-long-name', [tag('nightly-2026-11-23', 96, 700)]);
  world.tokens.push({ id: randomUUID(), name: 'ci of shop', createdAt: ago(9000), lastUsedAt: ago(3) });
}

function tag(name, megabytes, minutes) {
  const digest = `sha256:${randomUUID().replaceAll('-', '')}${randomUUID().replaceAll('-', '')}`;
  return { name, digest, mediaType: 'application/vnd.oci.image.manifest.v1+json', size: megabytes * 1024 * 1024, pushedAt: ago(minutes) };
}

function running(world, project, name, repository, minutes, instances) {
  const app = world.addApp(project, { repository, name, instances, port: 8080, memory: 256 * 1024 * 1024, cpus: 0.5 });
  app.createdAt = ago(60 * 24 * 12);
  ['Show the price with tax in the basket', 'Answer faster when the cache is cold', 'Fix the rounding of totals'].forEach((message, at) => {
    const when = minutes + (2 - at) * 900;
    const build = finished(world, app, at + 1, message, when);
    const release = world.cutRelease(app, build.number, build.commit);
    release.createdAt = ago(when);
    release.current = at === 2;
    deployed(world, app, release, when);
    app.latestBuild = build;
    app.currentRelease = release;
  });
  for (let count = 0; count < instances; count++) world.addInstance(app, 3, { startedAt: ago(minutes) });
  if (name === 'shop') world.addInstance(app, 2, { status: 'exited', startedAt: ago(minutes + 900), finishedAt: ago(minutes), exitCode: 143, detail: 'replaced by release 3' });
  const { id } = world.instances.get(app.id)[0];
  START_LINES.forEach(([stream, text]) => world.logApp(app, stream, text, id));
  for (let line = 0; line < 120; line++) world.logApp(app, 'stdout', `\u001b[32mGET\u001b[0m /api/items?page=${line} \u001b[1m200\u001b[0m ${line % 37} ms`, id);
  app.status = 'running';
  world.environments.set(app.id, {
    version: 4,
    variables: [{ name: 'LOG_LEVEL', value: 'info', secret: false }, { name: 'DATABASE_URL', value: null, secret: true }, { name: 'PUBLIC_NAME', value: 'The Shop', secret: false }],
  });
}

function failing(world, project, name, repository) {
  const app = world.addApp(project, { repository, name });
  const build = finished(world, app, 1, 'Send mail through the new relay', 14);
  build.status = 'failed';
  build.failure = 'step 5 of 8 failed: `RUN npm ci` ended with exit code 1; look at the last lines of the log, then push a fix and redeploy';
  build.stages[1].status = 'failed';
  build.stages[2] = { name: 'release', status: 'pending', startedAt: null, finishedAt: null };
  fill(world, build, [...BUILD_LINES.slice(0, 14), ...FAILURE_LINES]);
  Object.assign(app, { status: 'failed', statusDetail: build.failure, latestBuild: build });
}

function crashed(world, project, name, repository) {
  const app = world.addApp(project, { repository, name, memory: 128 * 1024 * 1024 });
  const build = finished(world, app, 1, 'Resize on upload', 300);
  const release = world.cutRelease(app, 1, build.commit);
  release.current = true;
  deployed(world, app, release, 300);
  const reason = 'killed because it reached its memory limit of 128 MiB (exit 137): raise the memory in Settings, 192 MiB would have been enough';
  world.addInstance(app, 1, { status: 'exited', startedAt: ago(300), finishedAt: ago(6), exitCode: 137, oomKilled: true, detail: reason });
  Object.assign(app, { status: 'failed', statusDetail: `the only instance was ${reason}`, latestBuild: build, currentRelease: release });
}

function stopped(world, project, name, repository) {
  const app = world.addApp(project, { repository, name });
  const build = finished(world, app, 1, 'First page', 5000);
  const release = world.cutRelease(app, 1, build.commit);
  release.current = true;
  Object.assign(app, { status: 'stopped', latestBuild: build, currentRelease: release });
}

function finished(world, app, number, message, minutes) {
  const stage = (name, from, to) => ({ name, status: 'succeeded', startedAt: ago(minutes, -from), finishedAt: ago(minutes, -to) });
  const build = {
    id: randomUUID(), number, appId: app.id, status: 'succeeded', ref: 'main', failure: null,
    commit: { id: randomUUID().replaceAll('-', '') + '00000000', message, author: 'Grace Hopper', at: ago(minutes + 2) },
    stages: [stage('fetch', 0, 1800), stage('build', 1800, 41_000), stage('release', 41_000, 41_400)],
    createdAt: ago(minutes), startedAt: ago(minutes), finishedAt: ago(minutes, -41_400),
  };
  world.builds.set(build.id, build);
  fill(world, build, BUILD_LINES);
  return build;
}

function fill(world, build, lines) {
  world.buildLogs.set(build.id, lines.map((text, at) => ({ type: 'line', cursor: String(at + 1), at: build.startedAt, stream: 'stdout', text })));
}

function deployed(world, app, release, minutes) {
  const deployments = world.deployments.get(app.id);
  deployments.unshift({
    id: randomUUID(), number: deployments.length + 1, releaseNumber: release.number, status: 'succeeded', failure: null, createdAt: ago(minutes), finishedAt: ago(minutes, -6200),
    steps: ['create', 'start', 'probe', 'switch', 'drain', 'stop'].map((name, at) => ({
      name, status: 'succeeded', detail: name === 'probe' ? 'port 8080 accepts after 212 ms' : null, startedAt: ago(minutes, -at * 1000), finishedAt: ago(minutes, -at * 1000 - 800),
    })),
  });
}

function ago(minutes, plusMillis = 0) {
  return new Date(Date.now() - minutes * MINUTE - plusMillis).toISOString();
}
