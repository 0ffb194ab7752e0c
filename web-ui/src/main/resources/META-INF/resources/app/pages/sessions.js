// Where the signed-in user is signed in.
import { html } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { revokeSession } from '../api/slipway.js';
import { Action } from '../components/action.js';
import { icon } from '../components/icons.js';
import { pending } from '../components/parts.js';
import { Live } from '../live/live.js';
import { setTitle } from '../router.js';
import { browserName } from '../text/names.js';

class SessionsPage extends SlipwayElement {
  constructor() {
    super();
    this.sessions = new Live(this, () => '/sessions');
    this.revoking = new Action(this);
  }

  connectedCallback() {
    super.connectedCallback();
    setTitle('Sessions');
  }

  render() {
    const items = this.sessions.items;
    return html`<div class="content narrow">
      <div class="title-row"><h1>Sessions</h1></div>
      <p class="lead">Every browser that is signed in as you. Whatever one has open closes within seconds of its end.</p>
      ${items ? html`<ul class="rows panel flush">${items.map((one) => this.#row(one))}</ul>` : pending(this.sessions, 'your sessions')}
    </div>`;
  }

  #row({ id, current, address, agent, createdAt }) {
    return html`<li class="row" data-test="session-row">${icon('globe')}
      <span class="row-main"><strong title=${agent ?? ''}>${browserName(agent)}</strong><span class="muted">${address ?? ''}</span></span>
      <time-ago class="muted row-time" .at=${createdAt}></time-ago>
      ${current ? html`<span class="muted">this one</span>` : html`<button class="button small" type="button" ?disabled=${this.revoking.busy}
        data-test="end-session" @click=${() => this.#revoke(id)}>End</button>`}</li>`;
  }

  async #revoke(id) {
    await this.revoking.run(() => revokeSession(id), 'The session is ended');
    this.sessions.refresh();
  }
}

customElements.define('page-sessions', SessionsPage);
