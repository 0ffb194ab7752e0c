// The address at which an app's git host tells of pushes. Its secret is shown once, when it is made.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { makePushHook, removePushHook } from '../api/slipway.js';
import { Live } from '../live/live.js';
import { Action } from './action.js';
import { confirm } from './dialogs.js';
import { failureBanner, pending } from './parts.js';

class PushHook extends SlipwayElement {
  static properties = { app: {}, fresh: { state: true } };

  constructor() {
    super();
    this.fresh = null;
    this.hook = new Live(this, () => this.app && `/apps/${this.app.id}/push-hook`);
    this.acting = new Action(this);
  }

  render() {
    return html`<section class="panel settings"><h2>Build on push</h2>
      <p class="muted">GitHub, GitLab, Gitea or Bitbucket calls this address when something is pushed; a push to the app's branch starts a build.
        Content type: application/json.</p>
      ${this.#state()}</section>`;
  }

  #state() {
    const hook = this.fresh ?? this.hook.value;
    const missing = this.hook.error?.status === 404;
    if (!hook && !missing) return this.hook.error ? failureBanner('Could not load the hook', this.hook.error.message) : pending(this.hook, 'the hook');
    return html`${hook ? this.#shown(hook) : nothing}<div class="form-actions">
      <button class="button" type="button" ?disabled=${this.acting.busy} data-test="make-push-hook"
        @click=${() => this.#make(Boolean(hook))}>${hook ? 'New address and secret' : 'Make an address'}</button>
      ${hook ? html`<button class="button" type="button" ?disabled=${this.acting.busy} data-test="remove-push-hook"
        @click=${this.#remove}>Remove</button>` : nothing}</div>`;
  }

  #shown({ url, secret, lastAt, lastOutcome }) {
    return html`<p class="secret-once"><span class="muted">Address</span> <code data-test="push-hook-url">${url}</code>
        <copy-button .text=${url} label="Copy the address"></copy-button></p>
      ${secret ? html`<p class="secret-once" role="status"><strong>Copy the secret now: it is not shown again</strong>
        <code data-test="push-hook-secret">${secret}</code><copy-button .text=${secret} label="Copy the secret"></copy-button></p>` : nothing}
      ${lastAt ? html`<p class="muted">Last called <time-ago .at=${lastAt}></time-ago>: ${lastOutcome}</p>` : nothing}`;
  }

  async #make(again) {
    const text = 'The address and secret that the git host has now stop working.';
    if (again && !(await confirm({ title: 'Make a new address?', text, action: 'Make it', danger: true }))) return;
    const done = await this.acting.run(() => makePushHook(this.app.id));
    if (!done) return;
    this.fresh = done.value;
    this.hook.refresh();
  }

  async #remove() {
    if (!(await confirm({ title: 'Remove the address?', text: 'Pushes build nothing from then on.', action: 'Remove', danger: true }))) return;
    const done = await this.acting.run(() => removePushHook(this.app.id), 'The address is removed');
    if (!done) return;
    this.fresh = null;
    this.hook.refresh();
  }
}

customElements.define('push-hook', PushHook);
