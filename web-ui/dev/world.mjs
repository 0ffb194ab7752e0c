// The twin's world: teams, apps, builds that really take their time, and everything that follows from them.
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { BUILD_LINES, FAILURE_LINES } from './lines.mjs';
import { People } from './people.mjs';
import { seed } from './seed.mjs';

export const PASSWORD = 'correct-horse';
const STEPS = ['create', 'start', 'probe', 'switch', 'drain', 'stop'];

export class World extends EventEmitter {
  team = { id: randomUUID(), slug: 'harbour', name: 'Harbour' };
  projects = [];
  apps = new Map();
  builds = new Map();
  buildLogs = new Map();
  releases = new Map();
  deployments = new Map();
  instances = new Map();
  environments = new Map();
  appLogs = new Map();
  tokens = [];
  roles = [];
  repositories = new Map();
  claimed = true;
  user = { id: randomUUID(), name: 'Ada Lovelace', email: 'ada@example.org', operator: true };
  people = new People(this.user);

  constructor({ empty = false, claimed = true, pace = 900 } = {}) {
    super();
    this.setMaxListeners(0);
    this.claimed = claimed;
    this.pace = pace;
    this.addProject('default');
    if (!empty) seed(this);
    setInterval(() => this.#traffic(), 1400).unref();
  }

  addProject(name) {
    const project = { id: randomUUID(), slug: name.toLowerCase(), name, teamId: this.team.id, guarded: false, recorded: false };
    this.projects.push(project);
    return project;
  }

  addRepository(name, tags, more = {}) {
    const id = randomUUID();
    this.repositories.set(id, { id, name, projectId: null, appId: null, immutableTags: false, createdAt: new Date().toISOString(), tags, ...more });
  }

  registryBytes() {
    return [...this.repositories.values()].reduce((sum, { tags }) => sum + Math.max(0, ...tags.map(({ size }) => size)), 0);
  }

  addApp(project, request) {
    const id = randomUUID();
    const name = request.name ?? request.repository.split('/').pop().replace(/\.git$/, '');
    const now = new Date().toISOString();
    const app = {
      id, name, slug: name, project, team: this.team, repository: request.repository, branch: request.branch ?? 'main', folder: request.folder ?? null,
      dockerfile: request.dockerfile ?? null, port: request.port ?? null, memory: request.memory ?? 512 * 1024 * 1024, cpus: request.cpus ?? 1,
      instances: request.instances ?? 1, status: 'new', statusDetail: null, url: `http://${name}.${project.slug}.localhost:8000`,
      currentRelease: null, latestBuild: null, createdAt: now, updatedAt: now,
    };
    this.apps.set(id, app);
    for (const map of [this.releases, this.deployments, this.instances, this.appLogs]) map.set(id, []);
    this.environments.set(id, { version: 1, variables: request.environment ?? [] });
    return app;
  }

  buildsOf(appId) {
    return [...this.builds.values()].filter((build) => build.appId === appId).sort((a, b) => b.number - a.number);
  }

  changed(kind, id, appId) {
    this.emit('change', { kind, id, appId });
  }

  /** Queues a build and plays it out: fetch, build, release, deploy. A repository called "broken" fails. */
  startBuild(app, ref) {
    const build = {
      id: randomUUID(), number: this.buildsOf(app.id).length + 1, appId: app.id, status: 'queued', ref: ref ?? app.branch, commit: null, failure: null,
      stages: ['fetch', 'build', 'release'].map((name) => ({ name, status: 'pending', startedAt: null, finishedAt: null })),
      createdAt: new Date().toISOString(), startedAt: null, finishedAt: null,
    };
    this.builds.set(build.id, build);
    this.buildLogs.set(build.id, []);
    this.#set(app, { latestBuild: build, status: app.currentRelease ? app.status : 'building' });
    this.#play(app, build);
    return build;
  }

  cancel(build) {
    if (!['queued', 'fetching', 'building'].includes(build.status)) return;
    this.#finish(build, 'cancelled', 'cancelled by ada@example.org');
  }

  async #play(app, build) {
    const broken = /broken/.test(app.repository);
    await this.#pause();
    if (build.status === 'cancelled') return;
    this.#stage(build, 0, 'running', { status: 'fetching', startedAt: new Date().toISOString() });
    this.#say(build, `\u001b[2mfetching ${app.repository} at ${build.ref}\u001b[0m`);
    await this.#pause();
    if (build.status === 'cancelled') return;
    build.commit = { id: randomUUID().replaceAll('-', '').padEnd(40, '0'), message: 'Answer the health check before the cache is warm', author: 'Grace Hopper', at: new Date().toISOString() };
    this.#stage(build, 0, 'succeeded');
    this.#stage(build, 1, 'running', { status: 'building' });
    for (const line of broken ? [...BUILD_LINES.slice(0, 14), ...FAILURE_LINES] : BUILD_LINES) {
      await this.#pause(0.25);
      if (build.status === 'cancelled') return;
      this.#say(build, line);
    }
    if (broken) {
      this.#stage(build, 1, 'failed');
      this.#finish(build, 'failed', 'step 5 of 8 failed: `RUN npm ci` ended with exit code 1; look at the last lines of the log, then push a fix and redeploy');
      if (!app.currentRelease) this.#set(app, { status: 'failed', statusDetail: build.failure });
      return;
    }
    this.#stage(build, 1, 'succeeded');
    this.#stage(build, 2, 'running');
    await this.#pause(0.5);
    this.#stage(build, 2, 'succeeded');
    const release = this.cutRelease(app, build.number, build.commit);
    this.#finish(build, 'succeeded');
    await this.deploy(app, release);
  }

  cutRelease(app, buildNumber, commit) {
    const releases = this.releases.get(app.id);
    const release = {
      id: randomUUID(), number: releases.length + 1, buildNumber, image: `sha256:${randomUUID().replaceAll('-', '')}`, commit,
      environmentVersion: this.environments.get(app.id).version, createdAt: new Date().toISOString(), current: false,
    };
    releases.unshift(release);
    return release;
  }

  async deploy(app, release) {
    const deployments = this.deployments.get(app.id);
    const deployment = {
      id: randomUUID(), number: deployments.length + 1, releaseNumber: release.number, status: 'running', failure: null, createdAt: new Date().toISOString(),
      steps: STEPS.map((name) => ({ name, status: 'pending', detail: null, startedAt: null, finishedAt: null })), finishedAt: null,
    };
    deployments.unshift(deployment);
    this.#set(app, { status: 'deploying' });
    for (const step of deployment.steps) {
      Object.assign(step, { status: 'running', startedAt: new Date().toISOString() });
      this.changed('deployment', deployment.id, app.id);
      await this.#pause(0.7);
      Object.assign(step, { status: 'succeeded', finishedAt: new Date().toISOString() });
      if (step.name === 'probe') step.detail = 'port 8080 accepts after 212 ms';
    }
    this.releases.get(app.id).forEach((other) => (other.current = other === release));
    this.instances.get(app.id).filter(({ status }) => status === 'running').forEach((old) => Object.assign(old, { status: 'gone', finishedAt: new Date().toISOString() }));
    for (let count = 0; count < app.instances; count++) this.addInstance(app, release.number);
    Object.assign(deployment, { status: 'succeeded', finishedAt: new Date().toISOString() });
    this.#set(app, { status: 'running', statusDetail: null, currentRelease: release });
    this.changed('deployment', deployment.id, app.id);
  }

  addInstance(app, releaseNumber, more = {}) {
    const instance = {
      id: randomUUID(), container: randomUUID().replaceAll('-', '').slice(0, 12), releaseNumber, status: 'running', startedAt: new Date().toISOString(),
      finishedAt: null, exitCode: null, oomKilled: false, detail: null, ...more,
    };
    this.instances.get(app.id).unshift(instance);
    return instance;
  }

  logApp(app, stream, text, instance) {
    const lines = this.appLogs.get(app.id);
    const at = new Date();
    const cursor = `${at.getTime()}.${String(lines.length).padStart(9, '0')}`;
    lines.push({ type: 'line', cursor, at: at.toISOString(), stream, text, instance });
    if (lines.length > 4000) lines.splice(0, 1000);
    this.emit(`log ${app.id}`);
  }

  #traffic() {
    for (const app of this.apps.values()) {
      const running = this.instances.get(app.id).filter(({ status }) => status === 'running');
      const instance = running[Math.floor(Math.random() * running.length)];
      if (!instance) continue;
      const millis = Math.round(Math.random() * 90 + 3);
      const path = ['/', '/api/cart', '/api/items?page=2', '/health', '/assets/app.css'][Math.floor(Math.random() * 5)];
      if (Math.random() < 0.12) this.logApp(app, 'stderr', `\u001b[33mWARN\u001b[0m slow query: select * from items took ${millis * 9} ms`, instance.id);
      else if (Math.random() < 0.15) this.logApp(app, 'stdout', JSON.stringify({ level: 'info', msg: 'request', path, status: 200, millis }), instance.id);
      else this.logApp(app, 'stdout', `\u001b[32mGET\u001b[0m ${path} \u001b[1m200\u001b[0m ${millis} ms`, instance.id);
    }
  }

  #stage(build, at, status, more = {}) {
    const now = new Date().toISOString();
    Object.assign(build.stages[at], status === 'running' ? { status, startedAt: now } : { status, finishedAt: now });
    Object.assign(build, more);
    this.changed('build', build.id, build.appId);
  }

  #say(build, text, stream = 'stdout') {
    const lines = this.buildLogs.get(build.id);
    lines.push({ type: 'line', cursor: String(lines.length + 1), at: new Date().toISOString(), stream, text });
    this.emit(`build ${build.id}`);
  }

  #finish(build, status, failure = null) {
    Object.assign(build, { status, failure, finishedAt: new Date().toISOString() });
    this.changed('build', build.id, build.appId);
    this.emit(`build ${build.id}`);
  }

  #set(app, part) {
    Object.assign(app, part, { updatedAt: new Date().toISOString() });
    this.changed('app', app.id, app.id);
  }

  #pause(factor = 1) {
    return new Promise((resolve) => setTimeout(resolve, this.pace * factor));
  }
}
