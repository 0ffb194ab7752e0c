// Server-sent events: tells who listens what changed, and keeps the connection up.
import { backoff } from './backoff.js';

/**
 * States: 'connecting' → 'live' → 'lost' → 'connecting' … ; 'stopped' when nobody is signed in.
 * Listeners get ({kind, id, appId}) for a change and ({kind: 'resync'}) after events may have been missed.
 */
export class Changes {
  #open;
  #timers;
  #source = null;
  #retry = null;
  #attempt = 0;
  #missed = false;
  #listeners = new Set();
  #stateListeners = new Set();

  state = 'stopped';

  constructor(open = () => new EventSource('/api/v1/events'), timers = globalThis) {
    this.#open = open;
    this.#timers = timers;
  }

  start() {
    if (this.state !== 'stopped') return;
    this.#attempt = 0;
    this.#missed = false;
    this.#connect();
  }

  stop() {
    this.#timers.clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = null;
    this.#become('stopped');
  }

  onChange(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onState(listener) {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  #connect() {
    this.#become('connecting');
    const source = this.#open();
    this.#source = source;
    source.addEventListener('open', () => source === this.#source && this.#opened());
    source.addEventListener('change', (event) => source === this.#source && this.#changed(event.data));
    source.addEventListener('error', () => source === this.#source && this.#lost());
  }

  #opened() {
    this.#attempt = 0;
    this.#become('live');
    if (this.#missed) this.#tell({ kind: 'resync' });
    this.#missed = false;
  }

  #changed(data) {
    try {
      this.#tell(JSON.parse(data));
    } catch {
      this.#tell({ kind: 'resync' });
    }
  }

  // The browser's own reconnecting gives up after a refused answer, so we close and do it ourselves.
  #lost() {
    this.#source.close();
    this.#source = null;
    this.#missed = true;
    this.#attempt++;
    this.#become('lost');
    this.#retry = this.#timers.setTimeout(() => this.#connect(), backoff(this.#attempt));
  }

  #tell(change) {
    this.#listeners.forEach((listener) => listener(change));
  }

  #become(state) {
    this.state = state;
    this.#stateListeners.forEach((listener) => listener(state));
  }
}

export const changes = new Changes();
