// The contract's REST over the twin's world.
import { randomUUID } from 'node:crypto';
import { HOOK_ROUTES } from './hooks.mjs';
import { EVERYTHING, PEOPLE_ROUTES } from './people.mjs';
import { Refusal } from './refusal.mjs';

const missing = (what) => new Refusal(404, `there is no such ${what}, or you may not see it`);
const need = (value, what) => {
  if (!value) throw missing(what);
  return value;
};

/** [method, pattern, handler({world, params, query, body, reply, …})]; open ones need no session. */
export const ROUTES = [
  ['GET', '/setup', ({ world }) => ({ claimed: world.claimed, version: '0.1.0', appsDomain: 'localhost', appsPort: 8000, singleSignOn: null }), 'open'],
  ['POST', '/claim', claim, 'open'],
  ['POST', '/sessions', signIn, 'open'],
  ['GET', '/sessions/current', ({ world }) => sessionView(world)],
  ['DELETE', '/sessions/current', ({ reply }) => reply.signOut()],
  ['GET', '/tokens', ({ world }) => list(world.tokens)],
  ['POST', '/tokens', ({ world, body }) => {
    const { name, teamId, projectId, permissions, days } = body;
    const token = {
      id: randomUUID(), name, teamId, projectId, permissions, createdAt: new Date().toISOString(),
      expiresAt: new Date(Date.now() + (days ?? 90) * 86_400_000).toISOString(), lastUsedAt: null,
    };
    world.tokens.push(token);
    return [201, { ...token, token: `slw_${randomUUID().replaceAll('-', '')}` }];
  }],
  ['DELETE', '/tokens/:id', ({ world, params }) => {
    world.tokens = world.tokens.filter(({ id }) => id !== params.id);
  }],
  ['GET', '/teams/:id/quota', ({ world }) => quotaView(world)],
  ['PUT', '/teams/:id/quota', ({ world, body }) => {
    world.decided = body;
    return quotaView(world);
  }],
  ['GET', '/teams/:id/usage', () => ({ from: null, to: null, items: [
    { appId: '1', app: 'shop', cpuSeconds: 5400, memoryByteSeconds: 1.2e15, sentBytes: 7 * 1024 ** 2 },
    { appId: null, app: 'builds and other', cpuSeconds: 900, memoryByteSeconds: 0, sentBytes: 0 },
  ] })],
  ['GET', '/teams/:id/registry', ({ world }) => ({ host: 'localhost:8080', usedBytes: world.registryBytes(), limitBytes: 2 * 1024 ** 3 })],
  ['GET', '/teams/:id/repositories', ({ world }) => list([...world.repositories.values()].map(repositoryView))],
  ['GET', '/repositories/:id', ({ world, params }) => repositoryView(repositoryOf(world, params))],
  ['PATCH', '/repositories/:id', ({ world, params, body }) => repositoryView(Object.assign(repositoryOf(world, params), body))],
  ['DELETE', '/repositories/:id', ({ world, params }) => void world.repositories.delete(params.id)],
  ['GET', '/repositories/:id/tags', ({ world, params }) => list(repositoryOf(world, params).tags)],
  ['DELETE', '/repositories/:id/tags/:tag', ({ world, params }) => {
    const repository = repositoryOf(world, params);
    if (repository.immutableTags) throw new Refusal(409, `tag "${params.tag}" of "${repository.name}" is immutable`);
    repository.tags = repository.tags.filter(({ name }) => name !== params.tag);
  }],
  ['POST', '/teams/:id/projects', ({ world, body }) => [201, world.addProject(body.name)]],
  ['GET', '/apps', ({ world }) => list([...world.apps.values()])],
  ['POST', '/projects/:id/apps', createApp],
  ['GET', '/apps/:id', ({ app }) => app],
  ['PATCH', '/apps/:id', ({ world, app, body }) => {
    if (body.port === 22) throw new Refusal(422, 'port 22 is reserved', { errors: [{ field: 'port', message: 'port 22 cannot be used: pick one above 1023' }] });
    Object.assign(app, body);
    world.changed('app', app.id, app.id);
    return app;
  }],
  ['DELETE', '/apps/:id', ({ world, app }) => {
    world.apps.delete(app.id);
    world.changed('app', app.id, app.id);
    return [202, null];
  }],
  ['PUT', '/apps/:id/suspension', ({ world, app }) => suspend(world, app, true)],
  ['DELETE', '/apps/:id/suspension', ({ world, app }) => suspend(world, app, false)],
  ['GET', '/apps/:id/recipe', ({ app }) => recipe(app)],
  ['PUT', '/apps/:id/recipe', ({ app, body }) => {
    app.recipe = body.dockerfile;
    return recipe(app);
  }],
  ['DELETE', '/apps/:id/recipe', ({ app }) => {
    app.recipe = null;
    return recipe(app);
  }],
  ['GET', '/apps/:id/builds', ({ world, app }) => list(world.buildsOf(app.id))],
  ['POST', '/apps/:id/builds', ({ world, app, body }) => [202, world.startBuild(app, body.ref)]],
  ['GET', '/builds/:id', ({ world, params }) => need(world.builds.get(params.id), 'build')],
  ['GET', '/builds/:id/recipe', () => recipe({})],
  ['PUT', '/builds/:id/cancellation', ({ world, params }) => world.cancel(need(world.builds.get(params.id), 'build'))],
  ['POST', '/builds/:id/tickets', ({ world, params, reply }) => [201, reply.ticket(need(world.builds.get(params.id), 'build').id)]],
  ['GET', '/apps/:id/releases', ({ world, app }) => list(world.releases.get(app.id))],
  ['POST', '/apps/:id/releases', ({ world, app, body }) => {
    const release = need(world.releases.get(app.id).find(({ number }) => number === body.fromRelease), 'release');
    world.deploy(app, release);
    return [202, world.deployments.get(app.id)[0]];
  }],
  ['GET', '/apps/:id/deployments', ({ world, app }) => list(world.deployments.get(app.id))],
  ['GET', '/deployments/:id', ({ world, params }) => need([...world.deployments.values()].flat().find(({ id }) => id === params.id), 'deployment')],
  ['GET', '/apps/:id/instances', ({ world, app }) => list(world.instances.get(app.id))],
  ['GET', '/apps/:id/environment', ({ world, app }) => environmentView(world.environments.get(app.id))],
  ['PUT', '/apps/:id/environment', applyEnvironment],
  ['POST', '/apps/:id/tickets', ({ app, reply }) => [201, reply.ticket(app.id)]],
  ...PEOPLE_ROUTES,
  ...HOOK_ROUTES,
];

function recipe(app) {
  return app.recipe
    ? { origin: 'edited', kind: 'the Dockerfile in the app’s settings', dockerfile: app.recipe }
    : { origin: 'generated', kind: 'Go 1.19 (go.mod)', dockerfile: 'FROM debian:bookworm-slim AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /out/app .\n' };
}

function repositoryOf(world, params) {
  return need(world.repositories.get(params.id), 'repository');
}

function repositoryView({ tags, ...repository }) {
  const sizes = tags.map(({ size }) => size);
  return { ...repository, tags: tags.length, manifests: tags.length, bytes: Math.max(0, ...sizes), pushedAt: tags[0]?.pushedAt ?? null };
}

function list(items) {
  return { items, next: null };
}

export function sessionView({ user, team, projects }) {
  return { user, teams: [{ ...team, role: 'owner', permissions: EVERYTHING }], projects, expiresAt: new Date(Date.now() + 86_400_000).toISOString() };
}

function claim({ world, body, reply }) {
  if (world.claimed) throw new Refusal(409, 'this instance is claimed already: sign in instead');
  if (body.token !== 'token') throw new Refusal(403, 'the claim token is not the one in the log: copy it again');
  Object.assign(world, { claimed: true, user: { ...world.user, name: body.name, email: body.email } });
  reply.signIn();
  return [201, sessionView(world)];
}

function signIn({ world, body, reply, password }) {
  if (body.password !== password) throw new Refusal(401, 'e-mail and password do not match an account: check both and try again');
  if (world.people.secondFactor && !body.code) throw new Refusal(401, 'this account asks for a code besides the password', { kind: 'second-factor' });
  if (world.people.secondFactor && body.code !== '123456') throw new Refusal(401, 'this code is wrong or was used already; the twin\'s is 123456');
  reply.signIn();
  return [201, sessionView(world)];
}

function createApp({ world, params, body }) {
  const project = need(world.projects.find(({ id }) => id === params.id), 'project');
  if (/127\.0\.0\.1/.test(body.repository)) throw new Refusal(422, 'repository "127.0.0.1" is a private address: use a public one, or allow it in the settings of the server');
  const app = world.addApp(project, body);
  world.startBuild(app);
  return [201, app];
}

function suspend(world, app, stop) {
  world.instances.get(app.id).forEach((instance) => stop && Object.assign(instance, { status: 'gone', finishedAt: new Date().toISOString() }));
  if (!stop && app.currentRelease) world.addInstance(app, app.currentRelease.number);
  Object.assign(app, { status: stop ? 'stopped' : 'running', statusDetail: null });
  world.changed('app', app.id, app.id);
  return [200, app];
}

function applyEnvironment({ world, app, body }) {
  const old = world.environments.get(app.id);
  const environment = { version: old.version + 1, variables: body.variables };
  world.environments.set(app.id, environment);
  if (app.currentRelease) world.deploy(app, world.cutRelease(app, app.currentRelease.buildNumber, app.currentRelease.commit));
  return environmentView(environment);
}

function environmentView({ version, variables }) {
  return { version, variables: variables.map((variable) => (variable.secret ? { ...variable, value: null } : variable)) };
}

function quotaView({ decided = {} }) {
  const GiB = 1024 ** 3;
  const usual = { cpus: 16, memory: 32 * GiB, instances: 100, disk: 50 * GiB, buildMinutes: 6000, logBytes: 5 * GiB, registryBytes: 50 * GiB };
  const used = { cpus: 2.5, memory: 2 * GiB, instances: 5, disk: 3 * GiB, buildMinutes: 42, logBytes: 9 * 1024 ** 2, registryBytes: null };
  return { teamId: '1', team: 'Acme', limits: { ...usual, ...decided }, decided, used };
}
