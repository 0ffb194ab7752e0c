// The signed-in user's own password and second factor.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import * as slipway from '../api/slipway.js';
import { Action } from '../components/action.js';
import { icon } from '../components/icons.js';
import { failureBanner, notice, pending } from '../components/parts.js';
import { Live } from '../live/live.js';
import { setTitle } from '../router.js';

class AccountPage extends SlipwayElement {
  static properties = { offer: { state: true }, codes: { state: true } };

  constructor() {
    super();
    this.offer = null;
    this.codes = null;
    this.account = new Live(this, () => '/account');
    this.changing = new Action(this, { quiet: true });
    this.proving = new Action(this, { quiet: true });
  }

  connectedCallback() {
    super.connectedCallback();
    setTitle('Password and second factor');
  }

  render() {
    const account = this.account.value;
    return html`<div class="content narrow">
      <div class="title-row"><h1>Password and second factor</h1></div>
      ${!account ? pending(this.account, 'your account') : account.password ? html`${this.#password(account)}${this.#secondFactor(account)}`
        : notice('info', 'You sign in at your identity provider: password and second factor are settled there.')}
    </div>`;
  }

  #password({ email }) {
    return html`<section class="section"><h2>Password</h2>
      ${this.changing.error ? failureBanner('Could not change the password', this.changing.error.message) : nothing}
      <form class="inline-form" @submit=${this.#change}><input type="hidden" autocomplete="username" .value=${email}>
        <input class="input" name="current" type="password" required maxlength="200" autocomplete="current-password"
          aria-label="Present password" placeholder="Present password" data-test="current-password">
        <input class="input" name="password" type="password" required minlength="10" maxlength="200" autocomplete="new-password"
          aria-label="New password" placeholder="New password, at least 10 characters" data-test="new-password">
        <button class="button" type="submit" ?disabled=${this.changing.busy} data-test="change-password">Change</button></form>
      <p class="muted">Every other browser that is signed in as you is signed out.</p></section>`;
  }

  #secondFactor({ secondFactor, recoveryCodesLeft }) {
    return html`<section class="section"><h2>Second factor</h2>
      ${this.proving.error ? failureBanner('That did not work', this.proving.error.message) : nothing}
      ${this.codes ? this.#recovery() : nothing}
      ${secondFactor ? this.#on(recoveryCodesLeft) : this.offer ? this.#confirmation() : this.#off()}</section>`;
  }

  #off() {
    return html`<p class="muted">With one, whoever learns your password still needs your phone: a code that an authenticator app
        shows anew every 30 seconds.</p>
      ${this.#withPassword('Set up', 'offer-second-factor', (password) => this.#begin(password))}`;
  }

  #confirmation() {
    const { secret, uri } = this.offer;
    return html`<p>Add this key to your authenticator app, then type the code that it shows.</p>
      <p class="secret-once"><code data-test="totp-secret">${secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
        <copy-button .text=${secret} label="Copy the key"></copy-button>
        <a class="button small" href=${uri}>${icon('external')}Open in the app of this device</a></p>
      <form class="inline-form" @submit=${this.#confirm}><input class="input" name="code" required maxlength="20" inputmode="numeric"
          autocomplete="one-time-code" aria-label="Code" placeholder="Code" data-test="code">
        <button class="button primary" type="submit" ?disabled=${this.proving.busy} data-test="confirm-second-factor">Switch on</button>
        <button class="button" type="button" @click=${() => (this.offer = null)}>Cancel</button></form>`;
  }

  #on(left) {
    return html`<p data-test="second-factor-on">A code is asked for at every sign-in. ${left === 1 ? 'One recovery code is'
        : `${left} recovery codes are`} left.</p>
      ${this.#withPassword('New recovery codes', 'renew-recovery', (password) => this.#renew(password))}
      ${this.#withPassword('Switch off', 'remove-second-factor', (password) => this.#remove(password))}`;
  }

  #recovery() {
    return html`<div class="banner" data-tone="ok" role="status">${icon('key')}<div class="banner-text">
      <strong>Keep these recovery codes: each opens your account once when the authenticator is lost, and they are not shown again</strong>
      <p class="secret-once"><code class="recovery-codes" data-test="recovery-codes">${this.codes.join('\n')}</code>
        <copy-button .text=${this.codes.join('\n')} label="Copy the codes"></copy-button></p></div>
      <button class="icon-button" type="button" aria-label="Hide the codes" @click=${() => (this.codes = null)}>${icon('cross')}</button></div>`;
  }

  #withPassword(text, test, work) {
    return html`<form class="inline-form" @submit=${(event) => this.#prove(event, work)}><input class="input" name="password" type="password"
        required maxlength="200" autocomplete="current-password" aria-label=${`Password, to ${text.toLowerCase()}`} placeholder="Your password"
        data-test=${`${test}-password`}>
      <button class="button" type="submit" ?disabled=${this.proving.busy} data-test=${test}>${text}</button></form>`;
  }

  async #change(event) {
    event.preventDefault();
    const form = event.target;
    const { current, password } = Object.fromEntries(new FormData(form));
    if (await this.changing.run(() => slipway.changePassword(current, password), 'The password is changed')) form.reset();
  }

  async #prove(event, work) {
    event.preventDefault();
    const form = event.target;
    await work(new FormData(form).get('password'));
    form.reset();
  }

  async #begin(password) {
    const done = await this.proving.run(() => slipway.offerSecondFactor(password));
    if (done) this.offer = done.value;
  }

  async #confirm(event) {
    event.preventDefault();
    const code = new FormData(event.target).get('code').replace(/\s/g, '');
    const done = await this.proving.run(() => slipway.confirmSecondFactor(code), 'The second factor is on');
    if (!done) return;
    this.offer = null;
    this.#show(done.value);
  }

  async #renew(password) {
    const done = await this.proving.run(() => slipway.renewRecoveryCodes(password), 'The old recovery codes are void');
    if (done) this.#show(done.value);
  }

  async #remove(password) {
    await this.proving.run(() => slipway.removeSecondFactor(password), 'The second factor is off');
    this.codes = null;
    this.account.refresh();
  }

  #show({ codes }) {
    this.codes = codes;
    this.account.refresh();
  }
}

customElements.define('page-account', AccountPage);
