// Everybody's accounts, for operators of the platform.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { api } from '../api/client.js';
import { issuePasswordReset, makeOperator, takeSecondFactor } from '../api/slipway.js';
import { Action } from '../components/action.js';
import { confirm } from '../components/dialogs.js';
import { icon } from '../components/icons.js';
import { emptyState, failureBanner } from '../components/parts.js';
import { session } from '../live/session.js';
import { router, setTitle } from '../router.js';
import { withQuery } from '../routes.js';

class AccountsPage extends SlipwayElement {
  static properties = { query: {}, accounts: { state: true }, fresh: { state: true } };
  #asked = null;

  constructor() {
    super();
    this.accounts = null;
    this.next = null;
    this.fresh = null;
    this.reading = new Action(this, { quiet: true });
    this.acting = new Action(this);
  }

  connectedCallback() {
    super.connectedCallback();
    setTitle('Accounts');
  }

  updated() {
    const wanted = this.query.search ?? '';
    if (wanted === this.#asked) return;
    this.#asked = wanted;
    this.accounts = null;
    this.#read();
  }

  render() {
    const { error, busy } = this.reading;
    return html`<div class="content">
      <div class="title-row"><h1>Accounts</h1></div>
      <p class="lead">Everybody with an account on this platform. What people are in teams is for the teams to say.</p>
      <form class="inline-form" role="search" @submit=${this.#search}><input class="input" type="search" name="search" .value=${this.query.search ?? ''}
        aria-label="Search the accounts" placeholder="A name or an e-mail address" data-test="account-search">
        <button class="button" type="submit">${icon('search')}Search</button></form>
      ${this.fresh ? this.#shown() : nothing}
      ${error ? failureBanner('Could not read the accounts', error.message) : nothing}
      ${this.accounts ? this.#rows() : nothing}
      ${this.next ? html`<button class="button" type="button" ?disabled=${busy} data-test="more"
        @click=${() => this.#read(this.next)}>More accounts</button>` : nothing}
    </div>`;
  }

  #shown() {
    const { email, url } = this.fresh;
    return html`<div class="banner" data-tone="ok" role="status">${icon('key')}<div class="banner-text">
      <strong>Send this link to ${email}: it works once, for an hour, and is not shown again</strong>
      <p class="secret-once"><code data-test="reset-url">${url}</code><copy-button .text=${url} label="Copy the link"></copy-button></p></div>
      <button class="icon-button" type="button" aria-label="Hide the link" @click=${() => (this.fresh = null)}>${icon('cross')}</button></div>`;
  }

  #rows() {
    if (this.accounts.length === 0) return emptyState('Nobody found', 'Search for less.');
    return html`<ul class="rows panel flush">${this.accounts.map((account) => this.#row(account))}</ul>`;
  }

  #row(account) {
    const { name, email, operator, password, secondFactor } = account;
    const facts = [operator && 'operator', secondFactor && 'second factor', !password && 'signs in at the provider'].filter(Boolean);
    const self = account.id === session.current.user.id;
    return html`<li class="row" data-test="account-row" data-email=${email}>${icon(operator ? 'settings' : 'user')}
      <span class="row-main"><strong>${name}</strong><span class="muted">${[email, ...facts].join(' · ')}</span></span>
      ${password ? html`
        ${secondFactor ? this.#button('Remove second factor', 'take-second-factor', () => this.#take(account)) : nothing}
        ${self ? nothing : this.#button(operator ? 'No longer operator' : 'Make operator', 'toggle-operator', () => this.#operator(account))}
        ${this.#button('Reset password', 'reset-password', () => this.#reset(account))}` : nothing}</li>`;
  }

  #button(text, test, click) {
    return html`<button class="button small" type="button" ?disabled=${this.acting.busy} data-test=${test} @click=${click}>${text}</button>`;
  }

  async #reset({ id, name }) {
    const consequences = ['whoever has the link chooses the password', 'every browser of theirs is signed out when they do'];
    if (!(await confirm({ title: `Make a link for ${name}?`, consequences, action: 'Make the link' }))) return;
    const done = await this.acting.run(() => issuePasswordReset(id));
    if (done) this.fresh = done.value;
  }

  async #take({ id, name }) {
    const consequences = ['the password alone opens the account', 'their recovery codes are void'];
    if (!(await confirm({ title: `Remove the second factor of ${name}?`, consequences, action: 'Remove', danger: true }))) return;
    await this.acting.run(() => takeSecondFactor(id), `${name} signs in with the password alone`);
    this.#read();
  }

  async #operator({ id, name, operator }) {
    await this.acting.run(() => makeOperator(id, !operator), `${name} is ${operator ? 'no longer an' : 'an'} operator`);
    this.#read();
  }

  #search(event) {
    event.preventDefault();
    router.go(withQuery('/accounts', { search: new FormData(event.target).get('search').trim() }));
  }

  async #read(after = null) {
    const path = withQuery('/accounts', { search: this.query.search, after });
    const done = await this.reading.run(() => api.get(path));
    if (!done) return;
    this.accounts = [...(after ? this.accounts : []), ...done.value.items];
    this.next = done.value.next;
  }
}

customElements.define('page-accounts', AccountsPage);
