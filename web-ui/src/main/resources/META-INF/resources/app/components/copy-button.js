// Copies a text to the clipboard and says so.
import { html } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { icon } from './icons.js';
import { announce, toast } from './toasts.js';

class CopyButton extends SlipwayElement {
  static properties = { text: {}, label: {}, copied: { state: true } };

  constructor() {
    super();
    this.label = 'Copy';
    this.copied = false;
  }

  render() {
    return html`<button class="icon-button" type="button" title=${this.label} aria-label=${this.label} @click=${this.#copy}>
      ${icon(this.copied ? 'check' : 'copy')}</button>`;
  }

  async #copy(event) {
    event.preventDefault();
    event.stopPropagation();
    try {
      await navigator.clipboard.writeText(this.text);
    } catch {
      toast('The browser did not allow copying: select the text and copy it yourself.', 'bad');
      return;
    }
    this.copied = true;
    announce('Copied');
    const timer = setTimeout(() => (this.copied = false), 1600);
    this.whenDisconnected(() => clearTimeout(timer));
  }
}

customElements.define('copy-button', CopyButton);
