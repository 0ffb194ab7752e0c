// One app: its head with the most wanted buttons, and a tab for everything else.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { Action } from '../components/action.js';
import { redeploy, TABS, tabPath } from '../components/commands.js';
import { icon } from '../components/icons.js';
import { pending, statusPill } from '../components/parts.js';
import { announce } from '../components/toasts.js';
import { shortcuts } from '../keys.js';
import { Live } from '../live/live.js';
import { router, setTitle } from '../router.js';
import { webAddress } from '../text/links.js';
import { repositoryLabel } from '../text/repository.js';
import { statusLabel } from '../text/status.js';

const CONTENT = {
  overview: (props) => html`<app-overview .app=${props.app}></app-overview>`,
  logs: (props) => html`<app-logs .app=${props.app} .query=${props.query}></app-logs>`,
  terminal: (props) => html`<app-terminal .app=${props.app} .query=${props.query}></app-terminal>`,
  environment: (props) => html`<app-environment .app=${props.app}></app-environment>`,
  builds: (props) => html`<app-builds .app=${props.app}></app-builds>`,
  build: (props) => html`<app-build .app=${props.app} .buildId=${props.params.buildId}></app-build>`,
  releases: (props) => html`<app-releases .app=${props.app}></app-releases>`,
  deployment: (props) => html`<app-deployment .app=${props.app} .deploymentId=${props.params.deploymentId}></app-deployment>`,
  settings: (props) => html`<app-settings .app=${props.app}></app-settings>`,
};
const PARENT = { build: 'builds', deployment: 'releases' };
const FULL = new Set(['logs', 'terminal']);

class AppPage extends SlipwayElement {
  static properties = { params: {}, query: {} };
  #said = null;
  #shownTab = null;

  constructor() {
    super();
    this.app = new Live(this, () => `/apps/${this.params.appId}`);
    this.deploying = new Action(this);
  }

  connectedCallback() {
    super.connectedCallback();
    const bindings = TABS.map(([tab, , key]) => [`g ${key}`, () => router.go(tabPath(this.params.appId, tab))]);
    this.whenDisconnected(shortcuts.bind(Object.fromEntries(bindings)));
  }

  updated() {
    const app = this.app.value;
    if (!app) return;
    const tab = TABS.find(([name]) => name === this.#tab());
    setTitle(this.params.tab === 'overview' ? null : tab?.[1], app.name);
    if (this.#said !== null && this.#said !== app.status) announce(`${app.name}: ${statusLabel(app.status)}`);
    this.#said = app.status;
    if (this.#shownTab !== this.#tab()) this.querySelector('.tabs [aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
    this.#shownTab = this.#tab();
  }

  render() {
    const app = this.app.value;
    if (!app) return html`<div class="content">${this.#missing()}</div>`;
    const { params, query } = this;
    return html`<div class="app-page ${FULL.has(params.tab) ? 'full' : ''}">
      <div class="app-head">${this.#head(app)}${this.#tabs(app)}</div>
      <div class="app-body">${CONTENT[params.tab]({ app, params, query })}</div>
    </div>`;
  }

  #missing() {
    if (this.app.error?.status === 404) return html`<page-not-found what="app"></page-not-found>`;
    return pending(this.app, 'this app');
  }

  #head(app) {
    const address = webAddress(app.url);
    return html`<div class="app-title">
      <div class="app-names">
        <div class="app-name-row"><h1>${app.name}</h1>${statusPill(app.status, 'app', 'app-status')}</div>
        ${address ? html`<span class="app-address"><a href=${address} target="_blank" rel="noopener"
          data-test="app-url">${repositoryLabel(address)}${icon('external')}</a>
          <copy-button .text=${address} label="Copy the address"></copy-button></span>` : html`<span class="muted">No address yet</span>`}
      </div>
      <div class="app-actions">
        ${address && app.currentRelease ? html`<a class="button" href=${address} target="_blank" rel="noopener"
          data-test="open-app">${icon('external')}Open</a>` : nothing}
        <a class="button" href=${tabPath(app.id, 'terminal')} data-test="open-terminal">${icon('terminal')}Terminal</a>
        <button class="button primary" type="button" ?disabled=${this.deploying.busy} data-test="redeploy"
          @click=${() => this.deploying.run(() => redeploy(app))}>${icon('redeploy')}Redeploy</button>
      </div>
    </div>`;
  }

  #tabs(app) {
    return html`<nav class="tabs" aria-label="Parts of ${app.name}">${TABS.map(([tab, name]) => html`
      <a href=${tabPath(app.id, tab)} data-test=${`tab-${tab}`} aria-current=${tab === this.#tab() ? 'page' : nothing}>${name}</a>`)}</nav>`;
  }

  #tab() {
    return PARENT[this.params.tab] ?? this.params.tab;
  }
}

customElements.define('page-app', AppPage);
