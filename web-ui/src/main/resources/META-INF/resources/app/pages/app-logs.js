// The app's own output, live, across restarts and releases.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { appTicket } from '../api/slipway.js';
import { Live } from '../live/live.js';
import { router } from '../router.js';
import { withQuery } from '../routes.js';

class AppLogs extends SlipwayElement {
  static properties = { app: {}, query: {} };

  constructor() {
    super();
    this.instances = new Live(this, () => this.app && `/apps/${this.app.id}/instances`);
  }

  render() {
    if (!this.instances.items && !this.instances.error) return nothing;
    const { id, name } = this.app;
    const { q: query = '', stream = '', instance = '' } = this.query;
    const source = {
      key: `app ${id}`,
      path: `/streams/apps/${id}/logs`,
      ticket: () => appTicket(id, 'logs'),
      name: `${name}-log`,
      empty: 'No output yet. What the app writes to stdout and stderr appears here.',
    };
    return html`<log-view .source=${source} .names=${this.#names()} .filter=${{ query, stream, instance }} label="Output of ${name}"
      @filter-change=${this.#filter}></log-view>`;
  }

  #names() {
    return new Map((this.instances.items ?? []).map(({ id, container }) => [id, (container ?? id).slice(0, 6)]));
  }

  #filter({ detail: { query, stream, instance } }) {
    router.replace(withQuery(location.pathname, { q: query, stream, instance }));
  }
}

customElements.define('app-logs', AppLogs);
