// Sign in with e-mail and password.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { Action } from '../components/action.js';
import { icon, logo } from '../components/icons.js';
import { failureBanner } from '../components/parts.js';
import { session } from '../live/session.js';
import { setTitle } from '../router.js';

class SignInPage extends SlipwayElement {
  static properties = { query: {} };

  constructor() {
    super();
    this.entering = new Action(this, { quiet: true });
  }

  firstUpdated() {
    setTitle('Sign in');
    this.querySelector('input')?.focus();
  }

  render() {
    return html`<form class="door-card" @submit=${this.#submit}>
      <div class="door-brand">${logo()}<span class="brand-name">Slipway</span></div>
      <h1>Sign in</h1>
      ${this.entering.error ? failureBanner('Could not sign in', this.entering.error.message) : nothing}
      <label class="field"><span>E-mail</span>
        <input class="input" name="email" type="email" autocomplete="username" required data-test="email"></label>
      <label class="field"><span>Password</span>
        <input class="input" name="password" type="password" autocomplete="current-password" required data-test="password"></label>
      <button class="button primary wide" type="submit" ?disabled=${this.entering.busy} data-test="sign-in">
        ${this.entering.busy ? 'Signing in…' : 'Sign in'}</button>
      ${session.setup?.singleSignOn ? html`<a class="button wide" href="/sso/sign-in" data-test="single-sign-on">${icon('key')}Sign in with
        ${session.setup.singleSignOn}</a>` : nothing}
      ${session.setup?.claimed === false ? html`<p class="door-note">This instance has no owner yet: open the claim link
        that the server wrote to its log.</p>` : nothing}
    </form>`;
  }

  #submit(event) {
    event.preventDefault();
    const { email, password } = Object.fromEntries(new FormData(event.target));
    this.entering.run(() => session.signIn({ email: email.trim(), password }));
  }
}

customElements.define('page-sign-in', SignInPage);
