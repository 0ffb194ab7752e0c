// Sign in with e-mail and password, and with a code when the account asks for one.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { Action } from '../components/action.js';
import { icon, logo } from '../components/icons.js';
import { failureBanner } from '../components/parts.js';
import { session } from '../live/session.js';
import { setTitle } from '../router.js';

class SignInPage extends SlipwayElement {
  static properties = { query: {}, asksForCode: { state: true } };

  constructor() {
    super();
    this.asksForCode = false;
    this.entering = new Action(this, { quiet: true });
  }

  firstUpdated() {
    setTitle('Sign in');
    this.querySelector('input')?.focus();
  }

  updated(changed) {
    if (changed.get('asksForCode') === false && this.asksForCode) this.querySelector('[name=code]')?.focus();
  }

  render() {
    const { error } = this.entering;
    return html`<form class="door-card" @submit=${this.#submit}>
      <div class="door-brand">${logo()}<span class="brand-name">Slipway</span></div>
      <h1>Sign in</h1>
      ${error && !error.is?.('second-factor') ? failureBanner('Could not sign in', error.message) : nothing}
      <label class="field"><span>E-mail</span>
        <input class="input" name="email" type="email" autocomplete="username" required data-test="email"></label>
      <label class="field"><span>Password</span>
        <input class="input" name="password" type="password" autocomplete="current-password" required data-test="password"></label>
      ${this.asksForCode ? html`<label class="field"><span>Code</span>
        <input class="input" name="code" autocomplete="one-time-code" spellcheck="false" maxlength="40" required data-test="code">
        <small class="field-hint">Of your authenticator, or one of your recovery codes.</small></label>` : nothing}
      <button class="button primary wide" type="submit" ?disabled=${this.entering.busy} data-test="sign-in">
        ${this.entering.busy ? 'Signing in…' : 'Sign in'}</button>
      ${session.setup?.singleSignOn ? html`<a class="button wide" href="/sso/sign-in" data-test="single-sign-on">${icon('key')}Sign in with
        ${session.setup.singleSignOn}</a>` : nothing}
      ${session.setup?.claimed === false ? html`<p class="door-note">This instance has no owner yet: open the claim link
        that the server wrote to its log.</p>` : nothing}
    </form>`;
  }

  async #submit(event) {
    event.preventDefault();
    const { email, password, code } = Object.fromEntries(new FormData(event.target));
    await this.entering.run(() => session.signIn({ email: email.trim(), password, code: code?.trim() || undefined }));
    if (this.entering.error?.is?.('second-factor')) this.asksForCode = true;
  }
}

customElements.define('page-sign-in', SignInPage);
