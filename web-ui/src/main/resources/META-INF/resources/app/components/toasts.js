// Short notices in a corner, and the live region that reads progress aloud.
import { html, repeat } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { sentence } from '../text/names.js';
import { icon } from './icons.js';

/** How long a notice stays, in milliseconds; failures stay longer, because they must be read. */
const STAY = { ok: 4000, bad: 12_000 };
/** Most notices at once; the oldest goes first. */
const MOST = 4;
const news = new EventTarget();
let nextId = 1;

/** Shows a notice. Tone: 'ok' or 'bad'. */
export function toast(text, tone = 'ok') {
  news.dispatchEvent(new CustomEvent('toast', { detail: { id: nextId++, text: sentence(text), tone } }));
}

/** Says something to screen readers only. */
export function announce(text) {
  news.dispatchEvent(new CustomEvent('announce', { detail: text }));
}

class ToastStack extends SlipwayElement {
  static properties = { toasts: { state: true }, spoken: { state: true } };

  constructor() {
    super();
    this.toasts = [];
    this.spoken = '';
  }

  connectedCallback() {
    super.connectedCallback();
    this.listen(news, 'toast', ({ detail }) => this.#show(detail));
    this.listen(news, 'announce', ({ detail }) => (this.spoken = detail));
  }

  render() {
    return html`
      <div class="visually-hidden" role="status" aria-live="polite" data-test="announcement">${this.spoken}</div>
      <div class="toasts" role="status" aria-live="polite">${repeat(this.toasts, ({ id }) => id, (entry) => this.#toast(entry))}</div>`;
  }

  #toast({ id, text, tone }) {
    return html`<div class="toast" data-tone=${tone} data-test="toast">
      ${icon(tone === 'bad' ? 'alert' : 'check')}<span>${text}</span>
      <button class="icon-button" type="button" aria-label="Dismiss" @click=${() => this.#drop(id)}>${icon('cross')}</button>
    </div>`;
  }

  #show(entry) {
    this.toasts = [...this.toasts, entry].slice(-MOST);
    const timer = setTimeout(() => this.#drop(entry.id), STAY[entry.tone] ?? STAY.ok);
    this.whenDisconnected(() => clearTimeout(timer));
  }

  #drop(id) {
    this.toasts = this.toasts.filter((entry) => entry.id !== id);
  }
}

customElements.define('toast-stack', ToastStack);
