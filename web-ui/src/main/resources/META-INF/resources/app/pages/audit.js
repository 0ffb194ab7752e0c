// What was done in a team, newest first. The address keeps the search, so that it can be sent to somebody.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { api } from '../api/client.js';
import { Action } from '../components/action.js';
import { icon } from '../components/icons.js';
import { emptyState, failureBanner } from '../components/parts.js';
import { router, setTitle } from '../router.js';
import { withQuery } from '../routes.js';

class AuditPage extends SlipwayElement {
  static properties = { params: {}, query: {}, entries: { state: true }, next: { state: true } };
  #asked = null;

  constructor() {
    super();
    this.entries = null;
    this.next = null;
    this.reading = new Action(this, { quiet: true });
  }

  connectedCallback() {
    super.connectedCallback();
    setTitle('Audit');
  }

  updated() {
    const wanted = `${this.params.teamId} ${this.query.search ?? ''}`;
    if (wanted === this.#asked) return;
    this.#asked = wanted;
    this.entries = null;
    this.#read();
  }

  render() {
    const { error, busy } = this.reading;
    return html`<div class="content">
      <div class="title-row"><h1>Audit</h1></div>
      <p class="lead">Every change, refusal, terminal and log that was opened in this team. Entries are chained: none can be changed or removed unseen.</p>
      <form class="inline-form" role="search" @submit=${this.#search}><input class="input" type="search" name="search" .value=${this.query.search ?? ''}
        aria-label="Search the audit" placeholder="A name, an action like app.delete, or an id" data-test="audit-search">
        <button class="button" type="submit">${icon('search')}Search</button></form>
      ${error ? failureBanner('Could not read the audit', error.message) : nothing}
      ${this.entries ? this.#rows() : nothing}
      ${this.next ? html`<button class="button" type="button" ?disabled=${busy} data-test="older"
        @click=${() => this.#read(this.next)}>Older entries</button>` : nothing}
    </div>`;
  }

  #rows() {
    if (this.entries.length === 0) return emptyState('Nothing found', this.query.search ? 'Search for less.' : 'Nothing was changed in this team yet.');
    return html`<ul class="rows panel flush">${this.entries.map(({ seq, at, actor, action, target, address, credential, status }) => html`
      <li class="row" data-test="audit-row" data-action=${action}>
        <code class="row-link">${action}</code>
        <span class="status" data-tone=${status < 400 ? 'ok' : 'bad'}><span class="status-dot" aria-hidden="true"></span>${outcome(status)}</span>
        <span class="row-main"><span>${actor}</span><span class="muted row-reason-mild" title=${target}>${target}</span></span>
        <span class="muted" title=${`entry ${seq}`}>${credential} · ${address}</span>
        <time-ago class="muted row-time" .at=${at}></time-ago></li>`)}</ul>`;
  }

  #search(event) {
    event.preventDefault();
    router.go(withQuery(`/teams/${this.params.teamId}/audit`, { search: new FormData(event.target).get('search').trim() }));
  }

  async #read(after = null) {
    const path = withQuery(`/teams/${this.params.teamId}/audit`, { search: this.query.search, after });
    const done = await this.reading.run(() => api.get(path));
    if (!done) return;
    this.entries = [...(after ? this.entries : []), ...done.value.items];
    this.next = done.value.next;
  }
}

function outcome(status) {
  if (status < 400) return 'done';
  return status === 401 || status === 403 || status === 404 ? 'refused' : `failed (${status})`;
}

customElements.define('page-audit', AuditPage);
