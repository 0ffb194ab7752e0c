// Plays a recording of a terminal.
import { Terminal } from '/webjars/xtermjs/6.0.0/lib/xterm.mjs';
import { SlipwayElement } from '../element.js';
import { html } from '../lit.js';
import { position } from '../text/cast.js';
import { terminalTheme } from './terminal-theme.js';
import { icon } from './icons.js';
import { SWALLOWED_COMMANDS } from './terminal-view.js';

/** How often the screen is brought up to date while it plays, in milliseconds. */
const STEP = 50;
const SPEEDS = [1, 2, 4, 8];

/** `cast` as text/cast.js reads it. */
class CastPlayer extends SlipwayElement {
  static properties = { cast: {}, at: { state: true }, speed: { state: true }, playing: { state: true } };
  #terminal = null;
  #timer = null;
  #shown = 0;

  constructor() {
    super();
    this.at = 0;
    this.speed = 1;
    this.playing = false;
  }

  firstUpdated() {
    this.#terminal = new Terminal({
      cols: this.cast.width,
      rows: this.cast.height,
      disableStdin: true,
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--font-mono'),
      fontSize: 13,
      lineHeight: 1.25,
      theme: terminalTheme(),
    });
    // A recording may do to its reader no more than a program to whom it runs for.
    for (const command of SWALLOWED_COMMANDS) this.#terminal.parser.registerOscHandler(command, () => true);
    this.#terminal.open(this.querySelector('.terminal-screen'));
    this.#play();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#pause();
    this.#terminal?.dispose();
    this.#terminal = null;
  }

  render() {
    const { length } = this.cast;
    return html`<div class="cast">
      <div class="cast-screen"><div class="terminal-screen" data-test="cast"></div></div>
      <div class="cast-bar">
        <button class="icon-button" type="button" aria-label=${this.playing ? 'Pause' : 'Play'} data-test="cast-play"
          @click=${() => (this.playing ? this.#pause() : this.#play())}>${icon(this.playing ? 'stop' : 'play')}</button>
        <input class="cast-seek" type="range" min="0" max=${length} step="any" .value=${String(this.at)} aria-label="Position"
          data-test="cast-seek" @input=${({ target }) => this.#seek(Number(target.value))}>
        <span class="span" data-test="cast-position">${position(this.at)} / ${position(length)}</span>
        <select class="log-select" aria-label="Speed" @change=${({ target }) => (this.speed = Number(target.value))}>
          ${SPEEDS.map((speed) => html`<option value=${speed} ?selected=${speed === this.speed}>${speed}×</option>`)}</select>
      </div>
    </div>`;
  }

  #play() {
    if (this.at >= this.cast.length) this.#seek(0);
    this.playing = true;
    clearInterval(this.#timer);
    let before = performance.now();
    this.#timer = setInterval(() => {
      const now = performance.now();
      this.#show(Math.min(this.cast.length, this.at + ((now - before) / 1000) * this.speed));
      before = now;
      if (this.at >= this.cast.length) this.#pause();
    }, STEP);
  }

  #pause() {
    this.playing = false;
    clearInterval(this.#timer);
  }

  #seek(to) {
    if (to < this.at) {
      this.#terminal.reset();
      this.#terminal.resize(this.cast.width, this.cast.height);
      this.#shown = 0;
    }
    this.#show(to);
  }

  /** Writes everything up to a moment that is not on the screen yet. */
  #show(to) {
    const { events } = this.cast;
    while (this.#shown < events.length && events[this.#shown].at <= to) this.#apply(events[this.#shown++]);
    this.at = to;
  }

  #apply({ code, data }) {
    if (code === 'o') this.#terminal.write(data);
    if (code === 'r') {
      const [columns, rows] = data.split('x').map(Number);
      if (columns > 0 && rows > 0) this.#terminal.resize(columns, rows);
    }
  }
}

customElements.define('cast-player', CastPlayer);
