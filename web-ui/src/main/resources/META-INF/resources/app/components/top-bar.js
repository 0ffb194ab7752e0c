// The bar on top: where you are, search, new app, who you are.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { changes } from '../live/changes.js';
import { Live } from '../live/live.js';
import { icon, logo } from './icons.js';

/** How long the live connection may be down before it is said, in milliseconds: a blink is nobody's business. */
const PATIENCE = 6000;

class TopBar extends SlipwayElement {
  static properties = { route: {}, stale: { state: true } };
  #timer = null;

  constructor() {
    super();
    this.stale = false;
    this.app = new Live(this, () => this.route?.params.appId && `/apps/${this.route.params.appId}`);
  }

  connectedCallback() {
    super.connectedCallback();
    this.whenDisconnected(changes.onState((state) => this.#connection(state)));
    this.whenDisconnected(() => clearTimeout(this.#timer));
    this.#connection(changes.state);
  }

  render() {
    const mac = /Mac|iPhone|iPad/.test(navigator.platform);
    return html`<header class="top-bar">
      <a class="brand" href="/" aria-label="Slipway, home">${logo()}<span class="brand-name">Slipway</span></a>
      <nav class="crumbs" aria-label="Where you are">${this.#crumbs()}</nav>
      ${this.stale ? html`<span class="stale" role="status" data-test="connection">
        <span class="status-dot" aria-hidden="true"></span>Reconnecting…</span>` : nothing}
      <button class="search-button" type="button" @click=${() => this.#open('open-palette')} data-test="open-palette"
        aria-label="Search and commands">${icon('search')}<span class="search-text">Search or jump to…</span>
        <kbd>${mac ? '⌘' : 'Ctrl'} K</kbd></button>
      <a class="button new-button ${this.route?.page === 'home' ? 'primary' : ''}" href="/new" data-test="new-app">${icon('plus')}<span>New app</span></a>
      <user-menu></user-menu>
    </header>`;
  }

  #crumbs() {
    const { page, params } = this.route ?? { params: {} };
    if (page === 'home') return nothing;
    if (page === 'new-app') return this.#crumb('New app');
    if (page === 'sessions') return this.#crumb('Sessions');
    if (page === 'audit') return this.#crumb('Audit');
    if (page === 'registry') return this.#crumb('Registry');
    if (page === 'repository') return html`<a class="crumb" href=${`/teams/${params.teamId}/registry`}>Registry</a>`;
    if (page === 'usage') return this.#crumb('Usage');
    if (page === 'team') return this.#crumb('Team');
    if (page === 'tokens') return this.#crumb('API tokens');
    if (!params.appId || !this.app.value) return nothing;
    const { project, name } = this.app.value;
    return html`<span class="crumb crumb-project">${project?.name}</span>
      <a class="crumb" href=${`/apps/${params.appId}`} aria-current="page">${name}</a>`;
  }

  #crumb(text) {
    return html`<span class="crumb" aria-current="page">${text}</span>`;
  }

  #connection(state) {
    clearTimeout(this.#timer);
    if (state === 'live' || state === 'stopped') this.stale = false;
    else this.#timer = setTimeout(() => (this.stale = true), PATIENCE);
  }

  #open(what) {
    this.dispatchEvent(new CustomEvent(what, { bubbles: true }));
  }
}

customElements.define('top-bar', TopBar);
