// One terminal: xterm.js tied to a shell in an instance.
import { FitAddon } from '/webjars/xtermjs/6.0.0/addon-fit/lib/addon-fit.mjs';
import { SearchAddon } from '/webjars/xtermjs/6.0.0/addon-search/lib/addon-search.mjs';
import { WebLinksAddon } from '/webjars/xtermjs/6.0.0/addon-web-links/lib/addon-web-links.mjs';
import { Terminal } from '/webjars/xtermjs/6.0.0/lib/xterm.mjs';
import { appTicket } from '../api/slipway.js';
import { SlipwayElement } from '../element.js';
import { html, nothing } from '../lit.js';
import { ShellStream } from '../live/shell-stream.js';
import { webAddress } from '../text/links.js';
import { sentence } from '../text/names.js';
import { terminalTheme } from './terminal-theme.js';
import { icon } from './icons.js';

/** Lines kept above the screen. */
const SCROLLBACK = 5000;
/**
 * Operating system commands of the program inside that are swallowed: it must neither read nor fill the user's clipboard (52), nor
 * hide where a link leads behind other words (8), nor change colours, which a terminal tells on request (4, 10 to 12). Addresses in
 * the text itself are links, and lead where they say.
 */
export const SWALLOWED_COMMANDS = [4, 8, 10, 11, 12, 52];
/** Questions that are not answered: the answer is typed into the shell. Only what line editors need is told, in numbers. */
const UNANSWERED = { dcs: [{ intermediates: '$', final: 'q' }], csi: [{ prefix: '>', final: 'c' }, { prefix: '>', final: 'q' }] };
const NOTES = {
  connecting: 'Starting a shell…',
  exited: (code) => `The shell ended with code ${code ?? '?'}`,
  lost: (reason) => `The connection was lost${reason ? `: ${reason}` : ''}. The shell ended with it`,
  refused: (reason) => reason ?? 'the terminal is not available',
};

/** `appId`, optional `instance` (else the server chooses), `active` when it is the tab in front. */
class TerminalView extends SlipwayElement {
  static properties = { appId: {}, instance: {}, active: { type: Boolean }, state: { state: true }, detail: { state: true } };
  #terminal = null;
  #fit = null;
  #shell = null;

  constructor() {
    super();
    this.state = 'connecting';
    this.detail = null;
  }

  firstUpdated() {
    this.#begin();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#shell?.close();
    this.#terminal?.dispose();
    this.#terminal = null;
  }

  updated(changed) {
    if (changed.has('active') && this.active && this.#terminal) {
      this.#resize();
      this.#terminal.focus();
    }
  }

  render() {
    const note = NOTES[this.state];
    const text = typeof note === 'function' ? note(this.detail) : note;
    const over = ['exited', 'lost', 'refused'].includes(this.state);
    return html`<div class="shell" data-test="terminal" data-state=${this.state}>
      <div class="terminal-screen"></div>
      ${text ? html`<div class="terminal-note" data-tone=${this.state === 'exited' ? 'idle' : over ? 'bad' : 'busy'} role="status" data-test="terminal-note">
        <span>${sentence(text)}</span>
        ${over ? html`<button class="button small" type="button" data-test="new-shell" @click=${this.#restart}>${icon('terminal')}New shell</button>` : nothing}
      </div>` : nothing}
    </div>`;
  }

  #begin() {
    const terminal = new Terminal({
      cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--font-mono'),
      fontSize: 13,
      lineHeight: 1.25,
      scrollback: SCROLLBACK,
      macOptionIsMeta: true,
      screenReaderMode: false,
      theme: terminalTheme(),
    });
    this.#terminal = terminal;
    this.#fit = new FitAddon();
    terminal.loadAddon(this.#fit);
    terminal.loadAddon(new SearchAddon());
    terminal.loadAddon(new WebLinksAddon((_, address) => openWebAddress(address)));
    for (const command of SWALLOWED_COMMANDS) terminal.parser.registerOscHandler(command, () => true);
    for (const question of UNANSWERED.dcs) terminal.parser.registerDcsHandler(question, () => true);
    for (const question of UNANSWERED.csi) terminal.parser.registerCsiHandler(question, () => true);
    terminal.attachCustomKeyEventHandler((event) => this.#passes(event));
    terminal.open(this.querySelector('.terminal-screen'));
    terminal.onData((text) => this.#shell?.type(text));
    terminal.onBinary((text) => this.#shell?.send(Uint8Array.from(text, (letter) => letter.charCodeAt(0))));
    terminal.onResize((size) => this.#shell?.resize(size));
    const observer = new ResizeObserver(() => this.#resize());
    observer.observe(this.querySelector('.terminal-screen'));
    this.whenDisconnected(() => observer.disconnect());
    this.#connect();
  }

  // The size is known before the shell starts, so the first prompt and full-screen programs are right at once.
  #connect() {
    this.#resize();
    this.#shell = new ShellStream({
      path: `/streams/apps/${this.appId}/terminal`,
      ticket: () => appTicket(this.appId, 'terminal', this.instance),
      handler: {
        bytes: (bytes) => this.#terminal?.write(bytes),
        state: (name, detail) => this.#become(name, detail),
      },
    });
    const { cols, rows } = this.#terminal;
    this.#shell.open({ cols, rows });
    this.#terminal.focus();
  }

  #restart() {
    this.#shell?.close();
    this.#terminal.reset();
    this.#connect();
  }

  #become(state, detail) {
    this.state = state;
    this.detail = detail;
    this.dispatchEvent(new CustomEvent('shell-state', { detail: { state, detail }, bubbles: true }));
  }

  #resize() {
    if (this.#terminal && this.querySelector('.terminal-screen')?.clientHeight > 0) this.#fit.fit();
  }

  /** Keys the terminal leaves to the page: the palette, and the way out for people who use the keyboard only. */
  #passes(event) {
    const withControl = event.ctrlKey && event.shiftKey;
    if (withControl && event.code === 'KeyL') {
      if (event.type === 'keydown') document.querySelector('.tabs [aria-current]')?.focus();
      event.preventDefault();
      return false;
    }
    // ⌘ K opens the palette; Ctrl K belongs to the shell (kill to end of line).
    if (event.metaKey && event.code === 'KeyK') return false;
    return true;
  }
}

function openWebAddress(address) {
  const safe = webAddress(address);
  if (safe !== null) window.open(safe, '_blank', 'noopener,noreferrer');
}

customElements.define('terminal-view', TerminalView);
