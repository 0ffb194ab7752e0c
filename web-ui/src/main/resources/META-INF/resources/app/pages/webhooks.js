// A team's webhooks: who is told of what, and what became of it.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { changeWebhook, createWebhook, deleteWebhook, sendAgain } from '../api/slipway.js';
import { Action } from '../components/action.js';
import { confirm } from '../components/dialogs.js';
import { icon } from '../components/icons.js';
import { emptyState, failureBanner, pending } from '../components/parts.js';
import { Live } from '../live/live.js';
import { setTitle } from '../router.js';

const EVENTS = ['build.succeeded', 'build.failed', 'build.cancelled', 'deployment.succeeded', 'deployment.failed'];
const TONES = { delivered: 'ok', failed: 'bad', waiting: 'busy' };

class WebhooksPage extends SlipwayElement {
  static properties = { params: {}, fresh: { state: true }, open: { state: true } };

  constructor() {
    super();
    this.fresh = null;
    this.open = null;
    this.hooks = new Live(this, () => `/teams/${this.params.teamId}/webhooks`);
    this.deliveries = new Live(this, () => this.open && `/webhooks/${this.open}/deliveries`);
    this.creating = new Action(this, { quiet: true });
    this.acting = new Action(this);
  }

  connectedCallback() {
    super.connectedCallback();
    setTitle('Webhooks');
  }

  render() {
    const items = this.hooks.items;
    return html`<div class="content narrow">
      <div class="title-row"><h1>Webhooks</h1><a class="button" href=${`/teams/${this.params.teamId}`}>Team</a></div>
      <p class="lead">A program of yours is told of builds and deployments by a signed POST, again and again until it answers.</p>
      ${this.creating.error ? failureBanner('Could not add the webhook', this.creating.error.message) : nothing}
      <form class="panel settings" @submit=${this.#create}>
        <label class="field"><span>Address</span><input class="input" name="url" type="url" required maxlength="2000" autocomplete="off"
          placeholder="https://ci.example.org/slipway" data-test="webhook-url"></label>
        <fieldset class="field"><legend>Told of</legend>${EVENTS.map((event) => html`<label class="check"><input type="checkbox" name="events"
          value=${event} ?checked=${event.endsWith('failed')} data-test=${`event-${event}`}> ${event}</label>`)}</fieldset>
        <div class="form-actions"><button class="button primary" type="submit" ?disabled=${this.creating.busy}
          data-test="create-webhook">Add webhook</button></div>
      </form>
      ${this.fresh ? this.#shown() : nothing}
      ${!items ? pending(this.hooks, 'the webhooks')
        : items.length === 0 ? emptyState('No webhooks', 'Add one to tell a chat, a pipeline or a pager.')
          : html`<ul class="rows panel flush">${items.map((hook) => this.#row(hook))}</ul>`}
    </div>`;
  }

  #shown() {
    return html`<div class="banner" data-tone="ok" role="status">${icon('key')}<div class="banner-text">
      <strong>Copy the secret that signs the deliveries now: it is not shown again</strong>
      <p class="secret-once"><code data-test="webhook-secret">${this.fresh.secret}</code><copy-button .text=${this.fresh.secret}
        label="Copy the secret"></copy-button></p></div>
      <button class="icon-button" type="button" aria-label="Hide the secret" @click=${() => (this.fresh = null)}>${icon('cross')}</button></div>`;
  }

  #row({ id, url, events, active }) {
    return html`<li class="row" data-test="webhook-row">${icon('link')}<span class="row-main"><strong>${url}</strong>
        <span class="muted">${events.join(', ')}${active ? '' : ' · paused'}</span></span>
      <button class="button small" type="button" data-test="show-deliveries" aria-expanded=${this.open === id}
        @click=${() => (this.open = this.open === id ? null : id)}>Deliveries</button>
      <button class="button small" type="button" ?disabled=${this.acting.busy} data-test="pause-webhook"
        @click=${() => this.#pause(id, !active)}>${active ? 'Pause' : 'Resume'}</button>
      <button class="button small" type="button" ?disabled=${this.acting.busy} data-test="delete-webhook"
        @click=${() => this.#delete(id, url)}>Delete</button></li>
      ${this.open === id ? this.#deliveries(id) : nothing}`;
  }

  #deliveries(hookId) {
    const items = this.deliveries.items;
    if (!items) return html`<li class="row">${pending(this.deliveries, 'the deliveries')}</li>`;
    if (items.length === 0) return html`<li class="row"><span class="muted">Nothing was sent yet.</span></li>`;
    return items.map(({ id, event, status, attempts, answer, detail, createdAt }) => html`<li class="row" data-test="delivery-row">
      <span class="status" data-tone=${TONES[status] ?? 'idle'}><span class="status-dot" aria-hidden="true"></span>${status}</span>
      <span class="row-main"><span>${event}</span><span class="muted">${detail ?? (answer ? `answered ${answer}` : 'not sent yet')} ·
        attempt ${attempts}</span></span><time-ago class="muted row-time" .at=${createdAt}></time-ago>
      <button class="button small" type="button" ?disabled=${this.acting.busy} data-test="send-again"
        @click=${() => this.#again(hookId, id)}>Send again</button></li>`);
  }

  async #create(event) {
    event.preventDefault();
    const form = event.target;
    const data = new FormData(form);
    const done = await this.creating.run(() =>
      createWebhook(this.params.teamId, { url: data.get('url').trim(), events: data.getAll('events') }));
    if (!done) return;
    this.fresh = done.value;
    form.reset();
    this.hooks.refresh();
  }

  async #pause(id, active) {
    await this.acting.run(() => changeWebhook(id, { active }), active ? 'It is told again' : 'It is told nothing from now on');
    this.hooks.refresh();
  }

  async #delete(id, url) {
    if (!(await confirm({ title: `Delete the webhook to ${url}?`, text: 'What waits for it is not sent any more.', action: 'Delete', danger: true }))) return;
    await this.acting.run(() => deleteWebhook(id), 'The webhook is deleted');
    this.open = null;
    this.hooks.refresh();
  }

  async #again(hookId, id) {
    await this.acting.run(() => sendAgain(hookId, id), 'It is sent again');
    this.deliveries.refresh();
  }
}

customElements.define('page-webhooks', WebhooksPage);
