// A point in time that stays true: relative, with the exact one on hover.
import { html } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { absolute, relative } from '../text/time.js';

/** How often all shown times are written anew, in milliseconds. One timer serves them all. */
const TICK = 15_000;
const shown = new Set();
let timer = null;

class TimeAgo extends SlipwayElement {
  static properties = { at: {} };

  connectedCallback() {
    super.connectedCallback();
    shown.add(this);
    timer ??= setInterval(() => shown.forEach((element) => element.requestUpdate()), TICK);
    this.whenDisconnected(() => {
      shown.delete(this);
      if (shown.size === 0) {
        clearInterval(timer);
        timer = null;
      }
    });
  }

  render() {
    return html`<time datetime=${this.at ?? ''} title=${absolute(this.at)}>${relative(this.at)}</time>`;
  }
}

customElements.define('time-ago', TimeAgo);
