// The list of keyboard shortcuts.
import { html } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { TABS } from './commands.js';

const GENERAL = [
  ['⌘ K / Ctrl K', 'Search, go anywhere, run a command'],
  ['g h', 'All apps'],
  ['g n', 'New app'],
  ['g t', 'API tokens'],
  ['/', 'Search on this page'],
  ['?', 'This list'],
];
const IN_APP = [
  ...TABS.map(([, title, key]) => [`g ${key}`, title]),
  ['Ctrl Shift L', 'Leave the terminal with the keyboard'],
];

class ShortcutHelp extends SlipwayElement {
  firstUpdated() {
    this.querySelector('dialog').showModal();
  }

  render() {
    return html`<dialog class="dialog wide" aria-labelledby="help-title" @close=${this.#done}
        @click=${(event) => event.target.localName === 'dialog' && this.#done()}>
      <h2 id="help-title">Keyboard shortcuts</h2>
      <div class="shortcut-columns">${this.#table('Everywhere', GENERAL)}${this.#table('In an app', IN_APP)}</div>
      <div class="dialog-actions"><button class="button" type="button" autofocus @click=${this.#done}>Close</button></div>
    </dialog>`;
  }

  #table(title, rows) {
    return html`<section><h3>${title}</h3><dl class="shortcuts">
      ${rows.map(([keys, what]) => html`<div><dt><kbd>${keys}</kbd></dt><dd>${what}</dd></div>`)}</dl></section>`;
  }

  #done = () => this.dispatchEvent(new CustomEvent('done'));
}

customElements.define('shortcut-help', ShortcutHelp);
