// Shells in the app's instances, in tabs.
import { html, nothing, repeat } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { tabPath } from '../components/commands.js';
import { icon } from '../components/icons.js';
import { emptyState, pending } from '../components/parts.js';
import { Live } from '../live/live.js';

/** Most shells open at once in one page: each costs a process in the container. */
const MOST = 6;

class AppTerminal extends SlipwayElement {
  static properties = { app: {}, query: {}, shells: { state: true }, front: { state: true } };
  #next = 1;

  constructor() {
    super();
    this.shells = [];
    this.front = null;
    this.instances = new Live(this, () => this.app && `/apps/${this.app.id}/instances`);
  }

  willUpdate() {
    if (this.shells.length === 0 && this.#running().length > 0) this.#add(this.query.instance ?? null);
  }

  render() {
    if (this.shells.length === 0) return html`<div class="content">${this.#nothingRuns()}</div>`;
    return html`<div class="shells">
      <div class="shell-tabs" role="tablist" aria-label="Shells">
        ${repeat(this.shells, ({ key }) => key, (shell) => this.#tab(shell))}
        ${this.shells.length < MOST ? this.#adder() : nothing}
        <span class="spacer"></span>${this.#isRecorded() ? html`<span class="shell-recorded" data-test="recorded" title="Whoever may read recordings in
          this team can see what this terminal shows"><span class="status-dot" aria-hidden="true"></span>recorded</span>` : nothing}
        <span class="muted shell-hint">root in the container · leave with <kbd>Ctrl Shift L</kbd></span>
      </div>
      ${repeat(this.shells, ({ key }) => key, ({ key, instance }) => html`
        <terminal-view .appId=${this.app.id} .instance=${instance} .active=${key === this.front} ?hidden=${key !== this.front}
          @shell-state=${({ detail }) => this.#named(key, detail)}></terminal-view>`)}
    </div>`;
  }

  #isRecorded() {
    return this.shells.some(({ key, recorded }) => key === this.front && recorded);
  }

  #running() {
    return (this.instances.items ?? []).filter(({ status }) => status === 'running');
  }

  #nothingRuns() {
    if (!this.instances.items) return pending(this.instances, 'the instances');
    return emptyState('Nothing is running', 'A terminal opens in a running instance. Deploy the app or start it first.',
      html`<a class="button" href=${tabPath(this.app.id, 'overview')}>Overview</a>`);
  }

  #tab({ key, number, shown }) {
    return html`<div class="shell-tab" data-front=${key === this.front}>
      <button type="button" role="tab" aria-selected=${key === this.front} data-test="shell-tab" @click=${() => (this.front = key)}>
        ${icon('terminal')}Shell ${number}${shown ? html`<code>${this.#nameOf(shown)}</code>` : nothing}</button>
      ${this.shells.length > 1 ? html`<button class="icon-button" type="button" aria-label=${`Close shell ${number}`}
        @click=${() => this.#close(key)}>${icon('cross')}</button>` : nothing}</div>`;
  }

  #nameOf(id) {
    return (this.instances.items?.find((instance) => instance.id === id)?.container ?? id).slice(0, 6);
  }

  #adder() {
    const running = this.#running();
    if (running.length < 2) {
      return html`<button class="icon-button" type="button" title="New shell" aria-label="New shell" data-test="add-shell"
        @click=${() => this.#add(null)}>${icon('plus')}</button>`;
    }
    return html`<select class="log-select" aria-label="New shell in…" data-test="add-shell" @change=${this.#addChosen}>
      <option value="">New shell in…</option>${running.map(({ id, container }) => html`
      <option value=${id}>${container ?? id}</option>`)}</select>`;
  }

  #addChosen(event) {
    if (event.target.value) this.#add(event.target.value);
    event.target.value = '';
  }

  #add(instance) {
    const number = this.#next++;
    this.shells = [...this.shells, { key: number, number, instance, shown: null }];
    this.front = number;
  }

  #close(key) {
    this.shells = this.shells.filter((shell) => shell.key !== key);
    if (this.front === key) this.front = this.shells.at(-1)?.key ?? null;
  }

  #named(key, { state, detail }) {
    if (state !== 'open') return;
    this.shells = this.shells.map((shell) => (shell.key === key ? { ...shell, shown: detail.instance, recorded: detail.recorded } : shell));
  }
}

customElements.define('app-terminal', AppTerminal);
