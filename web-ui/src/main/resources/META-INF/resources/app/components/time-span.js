// How long something took, or takes: counts while it has no end.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { span } from '../text/time.js';

class TimeSpan extends SlipwayElement {
  static properties = { from: {}, to: {} };
  #timer = null;

  updated() {
    const counts = Boolean(this.from) && !this.to;
    if (counts && this.#timer === null) this.#timer = setInterval(() => this.requestUpdate(), 500);
    else if (!counts) this.#rest();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#rest();
  }

  connectedCallback() {
    super.connectedCallback();
    this.requestUpdate();
  }

  render() {
    const text = span(this.from, this.to);
    return text === null ? nothing : html`<span class="span">${text}</span>`;
  }

  #rest() {
    clearInterval(this.#timer);
    this.#timer = null;
  }
}

customElements.define('time-span', TimeSpan);
