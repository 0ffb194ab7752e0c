// The first visit: whoever has the one-time token becomes the owner.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { Action } from '../components/action.js';
import { logo } from '../components/icons.js';
import { failureBanner, notice } from '../components/parts.js';
import { session } from '../live/session.js';
import { setTitle } from '../router.js';

/** The shortest password taken here; the server has the last word. */
const SHORTEST_PASSWORD = 10;

class ClaimPage extends SlipwayElement {
  static properties = { query: {} };

  constructor() {
    super();
    this.claiming = new Action(this, { quiet: true });
  }

  firstUpdated() {
    setTitle('Claim this instance');
    this.querySelector(this.query.token ? '[name=name]' : '[name=token]')?.focus();
  }

  render() {
    const { error, busy } = this.claiming;
    return html`<form class="door-card" @submit=${this.#submit}>
      <div class="door-brand">${logo()}<span class="brand-name">Slipway</span></div>
      <h1>Claim this instance</h1>
      ${session.setup?.claimed
        ? notice('info', 'This instance has an owner already.', html`<a class="button small" href="/sign-in">Sign in</a>`)
        : html`<p class="muted">You become its operator. The token was written to the server’s log and works once.</p>`}
      ${error ? failureBanner('Could not claim', error.message) : nothing}
      ${this.query.token ? nothing : this.#field('token', 'Claim token', 'text', 'off')}
      ${this.#field('name', 'Your name', 'text', 'name')}
      ${this.#field('email', 'E-mail', 'email', 'username')}
      ${this.#field('password', 'Password', 'password', 'new-password', `At least ${SHORTEST_PASSWORD} characters.`)}
      <button class="button primary wide" type="submit" ?disabled=${busy} data-test="claim">${busy ? 'Claiming…' : 'Claim and sign in'}</button>
    </form>`;
  }

  #field(name, label, type, autocomplete, hint = null) {
    const problem = this.claiming.error?.field?.(name);
    return html`<label class="field"><span>${label}</span>
      <input class="input" name=${name} type=${type} autocomplete=${autocomplete} required data-test=${name}
        minlength=${name === 'password' ? SHORTEST_PASSWORD : 1} aria-invalid=${Boolean(problem)}>
      ${problem || hint ? html`<small class=${problem ? 'field-problem' : 'field-hint'}>${problem ?? hint}</small>` : nothing}</label>`;
  }

  #submit(event) {
    event.preventDefault();
    const form = Object.fromEntries(new FormData(event.target));
    this.claiming.run(() => session.claim({ token: this.query.token, ...form, email: form.email.trim() }));
  }
}

customElements.define('page-claim', ClaimPage);
