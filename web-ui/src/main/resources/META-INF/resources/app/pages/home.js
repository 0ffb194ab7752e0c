// All apps: what runs, what is under way, what needs attention.
import { html, nothing, repeat } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { icon } from '../components/icons.js';
import { pending, statusPill } from '../components/parts.js';
import { shortcuts } from '../keys.js';
import { Live } from '../live/live.js';
import { router, setTitle } from '../router.js';
import { withQuery } from '../routes.js';
import { plural, sentence } from '../text/names.js';

class HomePage extends SlipwayElement {
  static properties = { query: {} };

  constructor() {
    super();
    this.apps = new Live(this, () => '/apps', { whole: true });
  }

  connectedCallback() {
    super.connectedCallback();
    setTitle('Apps');
    this.whenDisconnected(shortcuts.bind({ '/': () => this.querySelector('.filter input')?.focus() }));
  }

  render() {
    const apps = this.apps.items;
    if (!apps) return html`<div class="content"><h1>Apps</h1>${pending(this.apps, 'your apps')}</div>`;
    if (apps.length === 0) return this.#first();
    const wanted = (this.query.q ?? '').toLowerCase();
    const shown = apps.filter(({ name, repository, project }) => `${name} ${repository} ${project?.name}`.toLowerCase().includes(wanted));
    return html`<div class="content">
      <div class="title-row"><h1>Apps</h1><p class="muted" data-test="summary">${this.#summary(apps)}</p><span class="spacer"></span>${this.#filter()}</div>
      ${this.#attention(apps)}
      <div class="app-grid" data-test="apps">${repeat(shown, ({ id }) => id, (app) => html`<app-card .app=${app}></app-card>`)}</div>
      ${shown.length === 0 ? html`<p class="muted">No app matches “${this.query.q}”.</p>` : nothing}
    </div>`;
  }

  #summary(apps) {
    const count = (...statuses) => apps.filter(({ status }) => statuses.includes(status)).length;
    const parts = [[count('running'), 'running'], [count('building', 'deploying', 'new'), 'under way'], [count('failed'), 'failed'],
      [count('stopped'), 'stopped']];
    return parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`).join(' · ');
  }

  #filter() {
    return html`<label class="filter">${icon('search')}<input type="search" placeholder="Filter apps" aria-label="Filter apps" data-test="filter-apps"
      .value=${this.query.q ?? ''} @input=${(event) => router.replace(withQuery('/', { q: event.target.value }))}><kbd>/</kbd></label>`;
  }

  #attention(apps) {
    const troubled = apps.filter(({ status, latestBuild }) => status === 'failed' || latestBuild?.status === 'failed');
    if (troubled.length === 0) return nothing;
    return html`<section class="attention" aria-labelledby="attention-title" data-test="attention">
      <h2 id="attention-title">${icon('alert')}${plural(troubled.length, 'app needs', 'apps need')} attention</h2>
      <ul>${troubled.map((app) => this.#trouble(app))}</ul>
    </section>`;
  }

  #trouble({ id, name, status, statusDetail, latestBuild }) {
    const buildFailed = latestBuild?.status === 'failed';
    const reason = (buildFailed ? latestBuild.failure : null) || statusDetail || 'no reason was given';
    const href = buildFailed ? `/apps/${id}/builds/${latestBuild.id}` : `/apps/${id}`;
    return html`<li><a href=${href}><strong>${name}</strong>
      <span class="attention-reason">
        ${buildFailed && status !== 'failed' ? `Build #${latestBuild.number} failed, the previous release runs: ` : ''}${sentence(reason)}</span>
      ${statusPill(status)}</a></li>`;
  }

  #first() {
    return html`<div class="content narrow first" data-test="empty">
      <h1>Launch your first app</h1>
      <p class="lead">Paste a git repository. Slipway builds it, starts it in its own isolated container, and gives it an address.</p>
      <page-new-app .embedded=${true} .query=${this.query}></page-new-app>
    </div>`;
  }
}

customElements.define('page-home', HomePage);
