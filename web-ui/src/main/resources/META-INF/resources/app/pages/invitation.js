// Taking an invitation: as the account it is for, or by making that account.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { previewInvitation } from '../api/slipway.js';
import { Action } from '../components/action.js';
import { logo } from '../components/icons.js';
import { failureBanner } from '../components/parts.js';
import { session } from '../live/session.js';
import { router, setTitle } from '../router.js';
import { withQuery } from '../routes.js';

class InvitationPage extends SlipwayElement {
  static properties = { query: {}, preview: { state: true } };

  constructor() {
    super();
    this.preview = null;
    this.reading = new Action(this, { quiet: true });
    this.taking = new Action(this, { quiet: true });
  }

  firstUpdated() {
    setTitle('Invitation');
    this.#read();
  }

  render() {
    return html`<form class="door-card" @submit=${this.#take}>
      <div class="door-brand">${logo()}<span class="brand-name">Slipway</span></div>
      ${this.reading.error ? failureBanner('This invitation does not work', this.reading.error.message) : nothing}
      ${this.preview ? this.#shown(this.preview) : nothing}
    </form>`;
  }

  #shown({ team, email, role, accountExists }) {
    return html`<h1>Join ${team}</h1>
      <p class="muted"><strong>${email}</strong> is invited as ${role}.</p>
      ${this.taking.error ? failureBanner('Could not join', this.taking.error.message) : nothing}
      ${accountExists ? this.#existing(email) : html`
        <label class="field"><span>Your name</span><input class="input" name="name" required maxlength="100" autocomplete="name" data-test="name"></label>
        <label class="field"><span>Password</span><input class="input" name="password" type="password" required minlength="10"
          autocomplete="new-password" data-test="password"><small class="field-hint">At least 10 characters.</small></label>
        ${this.#button()}`}`;
  }

  #existing(email) {
    if (session.current?.user.email === email) return this.#button();
    return html`<p class="door-note">This address has an account: sign in as ${email} first.</p>
      <a class="button primary wide" href=${withQuery('/sign-in', { next: location.pathname + location.search })}>Sign in</a>`;
  }

  #button() {
    return html`<button class="button primary wide" type="submit" ?disabled=${this.taking.busy} data-test="join">
      ${this.taking.busy ? 'Joining…' : 'Join the team'}</button>`;
  }

  async #read() {
    const done = await this.reading.run(() => previewInvitation(this.query.token ?? ''));
    if (done) this.preview = done.value;
  }

  async #take(event) {
    event.preventDefault();
    const form = Object.fromEntries(new FormData(event.target));
    const done = await this.taking.run(() => session.join({ token: this.query.token, ...form }));
    if (done) router.replace('/');
  }
}

customElements.define('page-invitation', InvitationPage);
