// What was seen in a team's terminals, newest first; of one app when the address names it.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { api } from '../api/client.js';
import { Action } from '../components/action.js';
import { icon } from '../components/icons.js';
import { emptyState, failureBanner } from '../components/parts.js';
import { setTitle } from '../router.js';
import { withQuery } from '../routes.js';
import { formatMemory } from '../text/memory.js';

class RecordingsPage extends SlipwayElement {
  static properties = { params: {}, query: {}, recordings: { state: true }, next: { state: true } };
  #asked = null;

  constructor() {
    super();
    this.recordings = null;
    this.next = null;
    this.reading = new Action(this, { quiet: true });
  }

  connectedCallback() {
    super.connectedCallback();
    setTitle('Recordings');
  }

  updated() {
    const wanted = `${this.params.teamId} ${this.query.app ?? ''}`;
    if (wanted === this.#asked) return;
    this.#asked = wanted;
    this.recordings = null;
    this.#read();
  }

  render() {
    const { error, busy } = this.reading;
    return html`<div class="content">
      <div class="title-row"><h1>Recordings</h1></div>
      <p class="lead">What was shown in terminals of projects that are protected or record them. Nothing in them is masked;
        whoever plays one is in the audit.</p>
      ${error ? failureBanner('Could not read the recordings', error.message) : nothing}
      ${this.recordings ? this.#rows() : nothing}
      ${this.next ? html`<button class="button" type="button" ?disabled=${busy} @click=${() => this.#read(this.next)}>Older recordings</button>` : nothing}
    </div>`;
  }

  #rows() {
    if (this.recordings.length === 0) {
      return emptyState('Nothing was recorded', 'Protect a project, or let it record its terminals, on the page of the team.',
        html`<a class="button" href=${`/teams/${this.params.teamId}`}>Team</a>`);
    }
    return html`<ul class="rows panel flush">${this.recordings.map((recording) => this.#row(recording))}</ul>`;
  }

  #row({ id, app, actor, credential, address, command, startedAt, endedAt, bytes }) {
    return html`<li class="row" data-test="recording-row">
      ${icon('terminal')}<a class="row-link cover" href=${`/teams/${this.params.teamId}/recordings/${id}`}>${app}</a>
      <span class="row-main"><span>${actor}</span><code class="muted row-reason-mild">${command || 'shell'}</code></span>
      <span class="muted">${credential} · ${address}</span>
      ${endedAt ? html`<time-span class="muted" .from=${startedAt} .to=${endedAt}></time-span>` : html`<span class="status" data-tone="busy"><span
        class="status-dot" aria-hidden="true"></span>goes on</span>`}
      <span class="muted">${formatMemory(bytes)}</span>
      <time-ago class="muted row-time" .at=${startedAt}></time-ago></li>`;
  }

  async #read(after = null) {
    const path = withQuery(`/teams/${this.params.teamId}/recordings`, { app: this.query.app, after });
    const done = await this.reading.run(() => api.get(path));
    if (!done) return;
    this.recordings = [...(after ? this.recordings : []), ...done.value.items];
    this.next = done.value.next;
  }
}

customElements.define('page-recordings', RecordingsPage);
