// One confirmation dialog for the whole console: asked for by a function, answered by a promise.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';

let mounted = null;

/**
 * Asks before something that cannot be undone. `typed` is a word that must be typed to go on; `consequences` a list
 * of sentences on what else is hit. Resolves to whether the user went on.
 */
export function confirm(question) {
  return mounted ? mounted.ask({ kind: 'confirm', ...question }) : Promise.resolve(false);
}

/** Asks for one line of text. Resolves to it, or null. */
export function prompt(question) {
  return mounted ? mounted.ask({ kind: 'prompt', ...question }) : Promise.resolve(null);
}

class ConfirmDialog extends SlipwayElement {
  static properties = { question: { state: true }, text: { state: true } };
  #answer = null;

  constructor() {
    super();
    this.question = null;
    this.text = '';
  }

  connectedCallback() {
    super.connectedCallback();
    mounted = this;
    this.whenDisconnected(() => (mounted = null));
  }

  ask(question) {
    this.#settle(null);
    this.question = question;
    this.text = question.value ?? '';
    return new Promise((resolve) => (this.#answer = resolve));
  }

  updated() {
    const dialog = this.querySelector('dialog');
    if (dialog && !dialog.open) dialog.showModal();
  }

  render() {
    if (!this.question) return nothing;
    const { title, text, consequences = [], action = 'Continue', danger = false } = this.question;
    return html`<dialog class="dialog" aria-labelledby="dialog-title" @close=${() => this.#settle(null)} data-test="dialog">
      <form @submit=${this.#submit}>
        <h2 id="dialog-title">${title}</h2>
        ${text ? html`<p>${text}</p>` : nothing}
        ${consequences.length > 0 ? html`<ul class="consequences">${consequences.map((line) => html`<li>${line}</li>`)}</ul>` : nothing}
        ${this.#field()}
        <div class="dialog-actions">
          <button class="button" type="button" data-test="dialog-cancel" @click=${() => this.#settle(null)}>Cancel</button>
          <button class="button ${danger ? 'danger-solid' : 'primary'}" type="submit" ?disabled=${!this.#ready()}
            data-test="dialog-confirm">${action}</button>
        </div>
      </form>
    </dialog>`;
  }

  #field() {
    const { typed, kind, label } = this.question;
    if (!typed && kind !== 'prompt') return nothing;
    const caption = typed ? html`Type <strong>${typed}</strong> to confirm` : label;
    return html`<label class="field"><span>${caption}</span>
      <input class="input" autofocus autocomplete="off" spellcheck="false" .value=${this.text} data-test="dialog-input"
        @input=${(event) => (this.text = event.target.value)}></label>`;
  }

  #ready() {
    const { typed, kind } = this.question;
    if (typed) return this.text.trim() === typed;
    return kind !== 'prompt' || this.text.trim() !== '';
  }

  #submit(event) {
    event.preventDefault();
    if (this.#ready()) this.#settle(this.question.kind === 'prompt' ? this.text.trim() : true);
  }

  #settle(answer) {
    const resolve = this.#answer;
    const negative = this.question?.kind === 'prompt' ? null : false;
    this.#answer = null;
    this.question = null;
    resolve?.(answer ?? negative);
  }
}

customElements.define('confirm-dialog', ConfirmDialog);
