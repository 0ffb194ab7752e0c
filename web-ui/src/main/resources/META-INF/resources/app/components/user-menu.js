// Who is signed in, and what belongs to them.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { session } from '../live/session.js';
import { initials } from '../text/names.js';
import { Action } from './action.js';
import { icon } from './icons.js';

const THEMES = [['system', 'System'], ['light', 'Light'], ['dark', 'Dark']];

class UserMenu extends SlipwayElement {
  static properties = { open: { state: true } };

  constructor() {
    super();
    this.open = false;
    this.signOut = new Action(this);
  }

  connectedCallback() {
    super.connectedCallback();
    this.listen(session, 'change', () => this.requestUpdate());
    this.listen(window, 'slipway-theme', () => this.requestUpdate());
    this.listen(document, 'click', (event) => this.open && !this.contains(event.target) && (this.open = false));
    this.listen(this, 'keydown', (event) => event.key === 'Escape' && this.#close());
  }

  render() {
    const { user, teams = [] } = session.current ?? {};
    if (!user) return nothing;
    return html`<div class="menu-anchor">
      <button class="avatar" type="button" aria-haspopup="true" aria-expanded=${this.open} data-test="user-menu"
        aria-label=${`Account of ${user.name}`} @click=${() => (this.open = !this.open)}>${initials(user.name)}</button>
      ${this.open ? this.#menu(user, teams) : nothing}
    </div>`;
  }

  #menu(user, teams) {
    return html`<div class="menu" data-test="user-menu-items">
      <div class="menu-head"><strong>${user.name}</strong><span>${user.email}</span>
        <span>${teams.map((team) => team.name).join(', ')}${user.operator ? ' · operator' : ''}</span></div>
      <a class="menu-item" href="/account" data-test="menu-account" @click=${this.#close}>${icon('lock')}Password and second factor</a>
      <a class="menu-item" href="/tokens" data-test="menu-tokens" @click=${this.#close}>${icon('key')}API tokens</a>
      <a class="menu-item" href="/sessions" data-test="menu-sessions" @click=${this.#close}>${icon('globe')}Sessions</a>
      ${teams.map((team) => html`<a class="menu-item" href=${`/teams/${team.id}`} data-test="menu-team"
        @click=${this.#close}>${icon('user')}Team ${team.name}</a>
        <a class="menu-item" href=${`/teams/${team.id}/registry`} data-test="menu-registry"
          @click=${this.#close}>${icon('box')}Registry of ${team.name}</a>`)}
      ${user.operator ? html`<a class="menu-item" href="/accounts" data-test="menu-accounts" @click=${this.#close}>${icon('settings')}Accounts
        of this platform</a>` : nothing}
      <a class="menu-item" href="/q/swagger-ui" target="_blank" rel="noopener">${icon('external')}API reference</a>
      <button class="menu-item" type="button" @click=${this.#help}>${icon('keyboard')}Keyboard shortcuts<kbd>?</kbd></button>
      <div class="menu-row" role="group" aria-label="Theme">${THEMES.map(([value, name]) => html`
        <button class="segment" type="button" aria-pressed=${window.slipwayTheme.get() === value} data-test=${`theme-${value}`}
          @click=${() => window.slipwayTheme.set(value)}>${name}</button>`)}</div>
      <button class="menu-item" type="button" ?disabled=${this.signOut.busy} data-test="sign-out"
        @click=${() => this.signOut.run(() => session.signOut())}>${icon('exit')}Sign out</button>
      ${session.setup?.version ? html`<div class="menu-foot">Slipway ${session.setup.version}</div>` : nothing}
    </div>`;
  }

  #close = () => {
    this.open = false;
    this.querySelector('.avatar')?.focus();
  };

  #help = () => {
    this.open = false;
    this.dispatchEvent(new CustomEvent('open-help', { bubbles: true }));
  };
}

customElements.define('user-menu', UserMenu);
