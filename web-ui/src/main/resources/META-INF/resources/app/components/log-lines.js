// The scrolling list of log rows. Follows the end until the user scrolls up, then counts what comes in.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { MOST_ENTRIES } from '../live/log-buffer.js';
import { plural } from '../text/names.js';
import { rowOf } from './log-line.js';
import { icon } from './icons.js';

/** How near to the end, in pixels, still counts as being there. */
const NEAR = 30;
/** Most rows added per frame: a burst is spread, so that typing and scrolling stay smooth. */
const ROWS_PER_FRAME = 400;

/** `show(entries, passes)` replaces what is shown; `add(entry)` appends. Rows are bounded like the buffer. */
class LogLines extends SlipwayElement {
  static properties = { following: { state: true }, unseen: { state: true }, empty: {}, label: {} };
  #queue = [];
  #frame = null;
  #passes = () => true;

  constructor() {
    super();
    this.following = true;
    this.unseen = 0;
    this.empty = '';
    this.label = 'Log';
  }

  connectedCallback() {
    super.connectedCallback();
    this.whenDisconnected(() => {
      cancelAnimationFrame(this.#frame);
      this.#frame = null;
      this.#queue = [];
    });
  }

  show(entries, passes) {
    this.#passes = passes;
    this.#queue = entries.filter(passes);
    this.#list()?.replaceChildren();
    this.unseen = 0;
    this.following = true;
    this.#schedule();
  }

  add(entry) {
    if (!this.#passes(entry)) return;
    this.#queue.push(entry);
    if (this.#queue.length > MOST_ENTRIES) this.#queue.splice(0, this.#queue.length - MOST_ENTRIES);
    this.#schedule();
  }

  follow() {
    this.following = true;
    this.unseen = 0;
    this.#toEnd();
  }

  render() {
    return html`
      <div class="log-scroll" tabindex="0" role="log" aria-label=${this.label} aria-live="off" data-test="log-scroll" @scroll=${this.#scrolled}
        @keydown=${this.#key}><div class="log-rows"></div><p class="log-empty">${this.empty}</p></div>
      ${this.following ? nothing : html`<button class="log-pill" type="button" data-test="new-lines" @click=${() => this.follow()}>
        ${icon('down')}${this.unseen > 0 ? plural(this.unseen, 'new line') : 'Follow'}</button>`}`;
  }

  firstUpdated() {
    this.#schedule();
    const observer = new ResizeObserver(() => this.following && this.#toEnd());
    observer.observe(this.querySelector('.log-scroll'));
    this.whenDisconnected(() => observer.disconnect());
  }

  #list() {
    return this.querySelector('.log-rows');
  }

  #schedule() {
    if (this.#queue.length > 0) this.#frame ??= requestAnimationFrame(() => this.#flush());
  }

  #flush() {
    this.#frame = null;
    const list = this.#list();
    if (!list) return;
    const batch = this.#queue.splice(0, ROWS_PER_FRAME);
    list.append(...batch.map(rowOf));
    while (list.childElementCount > MOST_ENTRIES) list.firstElementChild.remove();
    if (this.following) this.#toEnd();
    else this.unseen += batch.length;
    this.#schedule();
  }

  #toEnd() {
    const scroll = this.querySelector('.log-scroll');
    scroll.scrollTop = scroll.scrollHeight;
  }

  #scrolled(event) {
    const { scrollHeight, scrollTop, clientHeight } = event.target;
    const atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    if (atEnd && !this.following) this.follow();
    else if (!atEnd && this.following && this.#movedUp(scrollTop)) this.following = false;
    this.#lastTop = scrollTop;
  }

  #lastTop = 0;

  // Growing content also fires scroll events; only a move upwards is the user's.
  #movedUp(scrollTop) {
    return scrollTop < this.#lastTop;
  }

  #key(event) {
    if (event.key === 'End') this.follow();
  }
}

customElements.define('log-lines', LogLines);
