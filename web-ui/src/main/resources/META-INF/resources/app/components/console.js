// The frame: decides which page is shown, and to whom.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { shortcuts } from '../keys.js';
import { session } from '../live/session.js';
import { router } from '../router.js';
import { isOpenPage, safeNext, withQuery } from '../routes.js';
import { messageOf } from '../api/problem.js';
import { failureBanner } from './parts.js';

const PAGES = {
  claim: (query) => html`<page-claim .query=${query}></page-claim>`,
  'sign-in': (query) => html`<page-sign-in .query=${query}></page-sign-in>`,
  home: (query) => html`<page-home .query=${query}></page-home>`,
  'new-app': (query) => html`<page-new-app .query=${query}></page-new-app>`,
  app: (query, params) => html`<page-app .params=${params} .query=${query}></page-app>`,
  tokens: () => html`<page-tokens></page-tokens>`,
  account: () => html`<page-account></page-account>`,
  accounts: (query) => html`<page-accounts .query=${query}></page-accounts>`,
  'password-reset': (query) => html`<page-password-reset .query=${query}></page-password-reset>`,
  sessions: () => html`<page-sessions></page-sessions>`,
  team: (query, params) => html`<page-team .params=${params}></page-team>`,
  registry: (query, params) => html`<page-registry .params=${params} .query=${query}></page-registry>`,
  repository: (query, params) => html`<page-repository .params=${params} .query=${query}></page-repository>`,
  usage: (query, params) => html`<page-usage .params=${params}></page-usage>`,
  audit: (query, params) => html`<page-audit .params=${params} .query=${query}></page-audit>`,
  webhooks: (query, params) => html`<page-webhooks .params=${params}></page-webhooks>`,
  recordings: (query, params) => html`<page-recordings .params=${params} .query=${query}></page-recordings>`,
  recording: (query, params) => html`<page-recording .params=${params}></page-recording>`,
  invitation: (query) => html`<page-invitation .query=${query}></page-invitation>`,
  'not-found': () => html`<page-not-found></page-not-found>`,
};

class SlipwayConsole extends SlipwayElement {
  static properties = { failure: { state: true }, palette: { state: true }, help: { state: true } };
  #shown = null;

  constructor() {
    super();
    this.failure = null;
    this.palette = false;
    this.help = false;
  }

  connectedCallback() {
    super.connectedCallback();
    this.listen(router, 'change', () => this.#addressChanged());
    this.listen(session, 'change', () => this.#sendToDoor());
    this.listen(this, 'open-palette', () => (this.palette = true));
    this.listen(this, 'open-help', () => (this.help = true));
    this.whenDisconnected(shortcuts.bind({
      'mod+k': () => this.#signedIn() && (this.palette = !this.palette),
      '?': () => (this.help = true),
      'g h': () => router.go('/'),
      'g n': () => router.go('/new'),
      'g t': () => router.go('/tokens'),
    }));
    this.#load();
  }

  render() {
    const { page, params, query } = router.route;
    if (this.failure) return this.#broken();
    if (session.current === undefined) return html`<div class="boot" aria-busy="true"></div>`;
    const open = isOpenPage(page);
    return html`
      <a class="skip-link" href="#main" @click=${this.#skip}>Skip to content</a>
      ${open ? nothing : html`<top-bar .route=${router.route}></top-bar>`}
      <main id="main" tabindex="-1" class=${open ? 'door' : 'page'}>
        ${open || this.#signedIn() ? PAGES[page](query, params) : nothing}
      </main>
      ${this.palette ? html`<command-palette .route=${router.route} @done=${() => (this.palette = false)}></command-palette>` : nothing}
      ${this.help ? html`<shortcut-help @done=${() => (this.help = false)}></shortcut-help>` : nothing}
      <confirm-dialog></confirm-dialog>
      <toast-stack></toast-stack>`;
  }

  #broken() {
    return html`<main class="door"><div class="door-card">${failureBanner('The console could not start', this.failure,
      html`<button class="button" type="button" @click=${this.#load}>Try again</button>`)}</div></main>`;
  }

  async #load() {
    this.failure = null;
    try {
      await session.load();
    } catch (error) {
      this.failure = messageOf(error);
    }
  }

  #addressChanged() {
    this.#sendToDoor();
    const { page, params } = router.route;
    const place = `${page} ${params.appId ?? ''} ${params.tab ?? ''}`;
    // A new page starts at its top for keyboards and screen readers; the first one is left as the browser has it.
    if (this.#shown !== null && this.#shown !== place) this.updateComplete.then(() => this.querySelector('main')?.focus());
    this.#shown = place;
    this.palette = false;
    this.help = false;
  }

  /** Whoever is not signed in goes to the sign-in page (or the claim page), and back to where they wanted to go. */
  #sendToDoor() {
    this.requestUpdate();
    if (session.current === undefined) return;
    const { page, query } = router.route;
    if (session.current === null && !isOpenPage(page)) {
      const next = location.pathname + location.search;
      if (session.setup?.claimed === false) router.replace('/claim');
      else router.replace(withQuery('/sign-in', { next: next === '/' ? '' : next }));
    } else if (session.current && page === 'sign-in') {
      router.replace(safeNext(query.next));
    } else if (session.current && page === 'claim') {
      router.replace('/');
    }
  }

  #signedIn() {
    return Boolean(session.current);
  }

  #skip(event) {
    event.preventDefault();
    this.querySelector('main').focus();
  }
}

customElements.define('slipway-console', SlipwayConsole);
