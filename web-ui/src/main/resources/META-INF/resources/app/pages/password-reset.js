// Choosing a new password with an operator's link.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { previewPasswordReset, redeemPasswordReset } from '../api/slipway.js';
import { Action } from '../components/action.js';
import { logo } from '../components/icons.js';
import { failureBanner, notice } from '../components/parts.js';
import { setTitle } from '../router.js';

class PasswordResetPage extends SlipwayElement {
  static properties = { query: {}, preview: { state: true }, done: { state: true } };

  constructor() {
    super();
    this.preview = null;
    this.done = false;
    this.reading = new Action(this, { quiet: true });
    this.setting = new Action(this, { quiet: true });
  }

  firstUpdated() {
    setTitle('New password');
    this.#read();
  }

  render() {
    return html`<form class="door-card" @submit=${this.#set}>
      <div class="door-brand">${logo()}<span class="brand-name">Slipway</span></div>
      ${this.reading.error ? failureBanner('This link does not work', this.reading.error.message) : nothing}
      ${this.done ? this.#finished() : this.preview ? this.#form(this.preview) : nothing}
    </form>`;
  }

  #form({ email, secondFactor }) {
    return html`<h1>New password</h1>
      <p class="muted">For <strong>${email}</strong>. Every browser that is signed in is signed out.${secondFactor
        ? ' Your authenticator stays as it is.' : ''}</p>
      ${this.setting.error ? failureBanner('Could not set the password', this.setting.error.message) : nothing}
      <input type="hidden" autocomplete="username" .value=${email}>
      <label class="field"><span>Password</span><input class="input" name="password" type="password" required minlength="10"
        maxlength="200" autocomplete="new-password" autofocus data-test="password"><small class="field-hint">At least 10 characters.</small></label>
      <button class="button primary wide" type="submit" ?disabled=${this.setting.busy} data-test="set-password">
        ${this.setting.busy ? 'Setting…' : 'Set the password'}</button>`;
  }

  #finished() {
    return html`${notice('ok', 'The new password is set.')}<a class="button primary wide" href="/sign-in" data-test="to-sign-in">Sign in</a>`;
  }

  async #read() {
    const done = await this.reading.run(() => previewPasswordReset(this.query.token ?? ''));
    if (done) this.preview = done.value;
  }

  async #set(event) {
    event.preventDefault();
    const password = new FormData(event.target).get('password');
    this.done = Boolean(await this.setting.run(() => redeemPasswordReset(this.query.token, password)));
  }
}

customElements.define('page-password-reset', PasswordResetPage);
