// The state of an app at a glance: what runs, why not, what happened last.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import * as slipway from '../api/slipway.js';
import { Action } from '../components/action.js';
import { tabPath } from '../components/commands.js';
import { buildRow, deploymentRow, instanceRow } from '../components/rows.js';
import { icon } from '../components/icons.js';
import { commitLine, emptyState, failureBanner, notice, pending } from '../components/parts.js';
import { Live } from '../live/live.js';
import { formatMemory } from '../text/memory.js';
import { plural } from '../text/names.js';
import { repositoryLabel } from '../text/repository.js';
import { byLiveliness, isUnfinished } from '../text/status.js';

/** How many of the last builds and deployments are listed here; the tabs have them all. */
const LAST = 5;

class AppOverview extends SlipwayElement {
  static properties = { app: {} };

  constructor() {
    super();
    const path = (part) => () => this.app && `/apps/${this.app.id}/${part}`;
    this.instances = new Live(this, path('instances'));
    this.builds = new Live(this, path('builds'));
    this.deployments = new Live(this, path('deployments'));
    this.suspending = new Action(this);
  }

  render() {
    return html`<div class="content">
      ${this.#news()}
      <div class="overview">
        <div class="overview-main">${this.#instances()}${this.#builds()}${this.#deployments()}</div>
        <aside class="overview-side">${this.#release()}${this.#facts()}</aside>
      </div>
    </div>`;
  }

  #news() {
    const { id, status, statusDetail, latestBuild } = this.app;
    if (status === 'failed') return failureBanner('This app is not running', statusDetail || latestBuild?.failure || 'no reason was given', this.#logsLink());
    if (latestBuild?.status === 'failed') {
      return failureBanner(`Build #${latestBuild.number} failed; the previous release keeps running`, latestBuild.failure,
        html`<a class="button small" href=${`/apps/${id}/builds/${latestBuild.id}`}>Build log</a>`);
    }
    if (latestBuild && isUnfinished(latestBuild)) {
      return notice('busy', html`Build #${latestBuild.number} is under way. ${commitLine(latestBuild.commit)}`,
        html`<a class="button small" href=${`/apps/${id}/builds/${latestBuild.id}`} data-test="watch-build">Watch</a>`);
    }
    if (status === 'stopped') {
      return notice('info', 'This app is stopped: it keeps its address and settings, and answers nothing.',
        html`<button class="button small" type="button" ?disabled=${this.suspending.busy} data-test="start"
          @click=${this.#start}>${icon('play')}Start</button>`);
    }
    return statusDetail ? notice('info', statusDetail) : nothing;
  }

  #start = () => this.suspending.run(() => slipway.startApp(this.app.id), `${this.app.name} is starting`);

  #logsLink() {
    return html`<a class="button small" href=${tabPath(this.app.id, 'logs')}>Logs</a>`;
  }

  #instances() {
    const items = this.instances.items && byLiveliness(this.instances.items).filter(({ status }) => status !== 'gone');
    return html`<section class="panel" data-test="instances"><div class="panel-head"><h2>Instances</h2>
        <span class="muted">${items ? plural(items.length, 'container') : ''}</span></div>
      ${!items ? pending(this.instances, 'the instances')
        : items.length === 0 ? html`<p class="panel-empty">None. An instance starts with the first deployment.</p>`
          : html`<ul class="rows">${items.map((instance) => instanceRow(this.app, instance))}</ul>`}
    </section>`;
  }

  #builds() {
    const items = this.builds.items;
    return html`<section class="panel"><div class="panel-head"><h2>Latest builds</h2><span class="spacer"></span>
        <a class="quiet-link" href=${tabPath(this.app.id, 'builds')}>All builds</a></div>
      ${!items ? pending(this.builds, 'the builds')
        : items.length === 0 ? emptyState('No builds yet', 'Redeploy fetches the newest commit and builds it.')
          : html`<ul class="rows">${items.slice(0, LAST).map((build) => buildRow(this.app, build))}</ul>`}
    </section>`;
  }

  #deployments() {
    const items = this.deployments.items ?? [];
    if (items.length === 0) return nothing;
    return html`<section class="panel"><div class="panel-head"><h2>Latest deployments</h2><span class="spacer"></span>
        <a class="quiet-link" href=${tabPath(this.app.id, 'releases')}>Releases</a></div>
      <ul class="rows">${items.slice(0, LAST).map((deployment) => deploymentRow(this.app, deployment))}</ul></section>`;
  }

  #release() {
    const release = this.app.currentRelease;
    return html`<section class="panel side" data-test="current-release"><h2>Current release</h2>
      ${release ? html`<p class="release-number">v${release.number}</p>
        ${commitLine(release.commit)}
        <p class="muted">from build #${release.buildNumber}, <time-ago .at=${release.createdAt}></time-ago></p>`
        : html`<p class="muted">None yet. The first build that succeeds becomes release 1.</p>`}
    </section>`;
  }

  #facts() {
    const { repository, branch, folder, port, memory, cpus, instances, project, createdAt } = this.app;
    const facts = [
      ['Repository', html`<span class="ellipsis" title=${repository}>${repositoryLabel(repository)}</span>`],
      ['Branch', branch || 'default'],
      folder ? ['Folder', folder] : null,
      ['Port', port ?? 'found by itself'],
      ['Memory', formatMemory(memory)],
      ['CPUs', cpus ?? '–'],
      ['Instances', instances ?? 1],
      ['Project', project?.name],
      ['Created', html`<time-ago .at=${createdAt}></time-ago>`],
    ].filter(Boolean);
    return html`<section class="panel side"><h2>Configuration</h2>
      <dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></section>`;
  }
}

customElements.define('app-overview', AppOverview);
