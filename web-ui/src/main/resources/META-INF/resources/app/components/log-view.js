// A live log with its tools: connection, search, wrapping, times, download.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { shortcuts } from '../keys.js';
import { LineStream } from '../live/line-stream.js';
import { lineFilter, LogBuffer } from '../live/log-buffer.js';
import { recall, remember } from './remembered.js';
import { icon } from './icons.js';

const STATES = {
  stopped: ['Not connected', 'idle'],
  connecting: ['Connecting…', 'busy'],
  live: ['Live', 'ok'],
  waiting: ['Connection lost, reconnecting…', 'warn'],
  ended: ['Complete', 'idle'],
  refused: ['Not available', 'bad'],
};

/** How many instances are offered as a filter; an app has fewer at once. */
const MOST_INSTANCES = 50;
/** Letters shown of an id that has no name yet. */
const SHORT = 8;

/**
 * `names` maps ids of instances to what they are called.
 * `source` is {key, path, ticket, name, empty}; another key starts afresh. `filter` is {query, stream, instance}, kept
 * by the page (it is part of the address); a change of it is announced as `filter-change`. `compact` hides the filters.
 */
class LogView extends SlipwayElement {
  static properties = {
    source: {}, names: {}, filter: {}, compact: { type: Boolean }, label: {}, state: { state: true }, detail: { state: true },
    instances: { state: true }, wrap: { state: true }, times: { state: true }, badPattern: { state: true },
  };
  #stream = null;
  #buffer = new LogBuffer();
  #filterKey = null;

  constructor() {
    super();
    this.filter = {};
    this.state = 'stopped';
    this.instances = [];
    this.wrap = recall('log.wrap', true);
    this.times = recall('log.times', true);
  }

  connectedCallback() {
    super.connectedCallback();
    this.whenDisconnected(shortcuts.bind({ '/': () => this.querySelector('.log-search input')?.focus() }));
    this.whenDisconnected(() => this.#disconnect());
    if (this.hasUpdated) this.#connect();
  }

  updated(changed) {
    if (changed.has('source') && changed.get('source')?.key !== this.source?.key) this.#connect();
    const key = JSON.stringify([this.filter.query, this.filter.stream, this.filter.instance]);
    if (key !== this.#filterKey) {
      this.#filterKey = key;
      this.#refilter();
    }
  }

  render() {
    const [state, tone] = STATES[this.state];
    return html`<section class="log-view ${this.wrap ? 'wraps' : ''} ${this.times ? '' : 'no-times'}
        ${this.instances.length < 2 ? 'one-instance' : ''}" aria-label=${this.label ?? 'Log'}>
      <div class="log-tools">
        <span class="log-state" data-tone=${tone} data-test="log-state"><span class="status-dot" aria-hidden="true"></span>${this.detail ?? state}</span>
        ${this.compact ? nothing : this.#filters()}
        <span class="spacer"></span>
        ${this.#toggle('clock', 'Show times', this.times, () => this.#set('times'), 'toggle-times')}
        ${this.#toggle('wrap', 'Wrap lines', this.wrap, () => this.#set('wrap'), 'toggle-wrap')}
        <button class="icon-button" type="button" title="Download" aria-label="Download what is held here" data-test="download-log"
          @click=${this.#download}>${icon('download')}</button>
      </div>
      <log-lines .empty=${this.state === 'connecting' ? '' : this.source?.empty ?? ''} .label=${this.label ?? 'Log'}></log-lines>
    </section>`;
  }

  #filters() {
    const { query = '', stream = '', instance = '' } = this.filter;
    return html`<label class="log-search ${this.badPattern ? 'bad' : ''}" title="Text, or /pattern/">${icon('search')}
        <input type="search" placeholder="Filter, or /pattern/" aria-label="Filter lines" spellcheck="false" .value=${query} data-test="log-filter"
          aria-invalid=${Boolean(this.badPattern)} @input=${(event) => this.#change({ query: event.target.value })}></label>
      <select class="log-select" aria-label="Stream" data-test="log-stream" @change=${(event) => this.#change({ stream: event.target.value })}>
        ${[['', 'All output'], ['stdout', 'stdout'], ['stderr', 'stderr']].map(([value, name]) => html`
          <option value=${value} ?selected=${stream === value}>${name}</option>`)}</select>
      ${this.instances.length > 1 || instance ? html`<select class="log-select" aria-label="Instance"
          @change=${(event) => this.#change({ instance: event.target.value })}>
          <option value="">All instances</option>${this.instances.map((id) => html`
          <option value=${id} ?selected=${instance === id}>${this.#nameOf(id)}</option>`)}</select>` : nothing}`;
  }

  #toggle(name, label, on, action, test) {
    return html`<button class="icon-button" type="button" title=${label} aria-label=${label} aria-pressed=${on} data-test=${test}
      @click=${action}>${icon(name)}</button>`;
  }

  #connect() {
    this.#disconnect();
    this.#buffer.clear();
    this.instances = [];
    this.#refilter();
    if (!this.source) return;
    const { path, ticket } = this.source;
    this.#stream = new LineStream({
      path,
      ticket,
      handler: {
        line: (message) => this.#line(message),
        gap: (reason) => this.#lines()?.add(this.#buffer.gap(reason)),
        end: (status) => this.dispatchEvent(new CustomEvent('log-end', { detail: status })),
        state: (name, detail) => Object.assign(this, { state: name, detail }),
      },
    });
    this.#stream.start();
  }

  #disconnect() {
    this.#stream?.stop();
    this.#stream = null;
    this.state = 'stopped';
  }

  #line(message) {
    const { instance } = message;
    if (instance && !this.instances.includes(instance)) this.instances = [...this.instances, instance].slice(-MOST_INSTANCES);
    this.#lines()?.add(this.#buffer.line({ ...message, from: this.#nameOf(instance) }));
  }

  #nameOf(instance) {
    return this.names?.get(instance) ?? instance?.slice(0, SHORT);
  }

  #refilter() {
    try {
      const passes = lineFilter(this.filter);
      this.badPattern = null;
      this.#lines()?.show(this.#buffer.entries, passes);
    } catch (error) {
      this.badPattern = error.message;
    }
  }

  #change(part) {
    this.dispatchEvent(new CustomEvent('filter-change', { detail: { ...this.filter, ...part } }));
  }

  #set(name) {
    this[name] = !this[name];
    remember(`log.${name}`, this[name]);
  }

  #download() {
    const address = URL.createObjectURL(new Blob([this.#buffer.toText()], { type: 'text/plain' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = `${this.source?.name ?? 'log'}.txt`;
    link.click();
    URL.revokeObjectURL(address);
  }

  #lines() {
    return this.querySelector('log-lines');
  }
}

customElements.define('log-view', LogView);
