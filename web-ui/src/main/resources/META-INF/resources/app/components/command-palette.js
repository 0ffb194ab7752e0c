// ⌘K: go anywhere, do anything, without the mouse.
import { html, nothing, repeat } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { Live } from '../live/live.js';
import { router } from '../router.js';
import { rank } from '../text/fuzzy.js';
import { statusPill } from './parts.js';
import { appCommands, placeCommands } from './commands.js';
import { icon } from './icons.js';

/** Most entries listed: what does not fit is found by typing. */
const MOST = 12;

class CommandPalette extends SlipwayElement {
  static properties = { route: {}, query: { state: true }, chosen: { state: true } };

  constructor() {
    super();
    this.query = '';
    this.chosen = 0;
    this.apps = new Live(this, () => '/apps', { whole: true });
  }

  firstUpdated() {
    this.querySelector('dialog').showModal();
  }

  render() {
    const entries = this.#entries();
    return html`<dialog class="palette" aria-label="Search and commands" @close=${this.#done} @click=${this.#backdrop} data-test="palette">
      <div class="palette-field">${icon('search')}
        <input autofocus placeholder="Type a command or an app's name" aria-label="Search" role="combobox" aria-expanded="true"
          aria-controls="palette-list" aria-activedescendant=${`palette-${this.chosen}`} autocomplete="off" spellcheck="false"
          data-test="palette-input" .value=${this.query} @input=${this.#typed} @keydown=${(event) => this.#key(event, entries)}>
        <kbd>esc</kbd></div>
      <div class="palette-list" id="palette-list" role="listbox" aria-label="Results">
        ${entries.length === 0 ? html`<p class="palette-none">Nothing matches “${this.query}”.</p>` : nothing}
        ${repeat(entries, ({ id }) => id, (entry, at) => this.#entry(entry, at))}
      </div>
    </dialog>`;
  }

  #entries() {
    const apps = this.apps.items ?? [];
    const current = apps.find((app) => app.id === this.route?.params.appId);
    const others = apps.filter((app) => app !== current).map((app) => ({
      id: app.id, title: app.name, keywords: `${app.project?.name} ${app.repository}`, hint: app.project?.name, icon: 'apps',
      status: app.status, run: () => router.go(`/apps/${app.id}`),
    }));
    const all = [...(current ? appCommands(current) : []), ...others, ...placeCommands()];
    return rank(all, this.query).slice(0, MOST);
  }

  #entry(entry, at) {
    return html`<button class="palette-entry" type="button" role="option" id=${`palette-${at}`} tabindex="-1" data-test="palette-entry"
      aria-selected=${at === this.chosen} @click=${() => this.#run(entry)} @pointermove=${() => (this.chosen = at)}>
      ${icon(entry.icon)}<span class="palette-title">${entry.title}</span>
      ${entry.status ? statusPill(entry.status) : nothing}
      ${entry.hint ? html`<span class="palette-hint">${entry.hint}</span>` : nothing}
      ${entry.keys ? html`<kbd>${entry.keys}</kbd>` : nothing}
    </button>`;
  }

  #typed(event) {
    this.query = event.target.value;
    this.chosen = 0;
  }

  #key(event, entries) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && entries.length > 0) {
      event.preventDefault();
      this.chosen = (this.chosen + step + entries.length) % entries.length;
      this.updateComplete.then(() => this.querySelector(`#palette-${this.chosen}`)?.scrollIntoView({ block: 'nearest' }));
    } else if (event.key === 'Enter' && entries[this.chosen]) {
      event.preventDefault();
      this.#run(entries[this.chosen]);
    }
  }

  #run(entry) {
    this.#done();
    entry.run();
  }

  #backdrop(event) {
    if (event.target.localName === 'dialog') this.#done();
  }

  #done = () => this.dispatchEvent(new CustomEvent('done'));
}

customElements.define('command-palette', CommandPalette);
