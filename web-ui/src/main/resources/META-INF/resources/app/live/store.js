// The live store: one copy of each resource somebody looks at, read again when the server says it changed.
import { api } from '../api/client.js';
import { changes } from './changes.js';
import { touches } from './touches.js';

/** Least milliseconds between two reads of one resource: a burst of events costs two reads, not twenty. */
const REST = 300;
/** How many resources nobody looks at any more stay remembered, so that going back shows something at once. */
const REMEMBERED = 60;

export class LiveStore {
  #client;
  #timers;
  #entries = new Map();

  constructor(client, source, timers = globalThis) {
    this.#client = client;
    this.#timers = timers;
    source.onChange((change) => this.#onChange(change));
  }

  /** Watches a path, or all pages of a list: calls the listener on every news. Returns the function that ends it. */
  watch(path, listener, whole = false) {
    const entry = this.#entry(path);
    entry.whole ||= whole;
    entry.listeners.add(listener);
    if (!entry.reading) this.#read(entry);
    return () => {
      entry.listeners.delete(listener);
      this.#forgetSome();
    };
  }

  /** {value, error, loading}; value is undefined until the first answer. */
  peek(path) {
    const entry = this.#entries.get(path);
    return { value: entry?.value, error: entry?.error ?? null, loading: entry?.reading ?? false };
  }

  /** Takes over what a change answered with, without waiting for the event. */
  put(path, value) {
    const entry = this.#entry(path);
    entry.value = value;
    entry.error = null;
    this.#tell(entry);
  }

  refresh(path) {
    const entry = this.#entries.get(path);
    if (entry) this.#read(entry);
  }

  clear() {
    for (const entry of this.#entries.values()) {
      this.#timers.clearTimeout(entry.timer);
      Object.assign(entry, { value: undefined, error: null, timer: null, again: false, generation: entry.generation + 1 });
    }
    this.#forgetSome(0);
  }

  #entry(path) {
    let entry = this.#entries.get(path);
    if (!entry) {
      entry = { path, whole: false, value: undefined, error: null, listeners: new Set(), reading: false, again: false, timer: null, generation: 0 };
      this.#entries.set(path, entry);
    }
    return entry;
  }

  #onChange(change) {
    for (const entry of this.#entries.values()) {
      if (!touches(entry.path, change)) continue;
      if (entry.listeners.size > 0) this.#schedule(entry);
      else entry.value = undefined;
    }
  }

  #schedule(entry) {
    entry.timer ??= this.#timers.setTimeout(() => {
      entry.timer = null;
      this.#read(entry);
    }, REST);
  }

  async #read(entry) {
    if (entry.reading) {
      entry.again = true;
      return;
    }
    entry.reading = true;
    const generation = entry.generation;
    const reading = entry.whole ? this.#client.all(entry.path) : this.#client.get(entry.path);
    const news = await reading.then((value) => ({ value, error: null }), (error) => ({ error }));
    entry.reading = false;
    if (generation === entry.generation) Object.assign(entry, news);
    else entry.again = entry.listeners.size > 0;
    this.#tell(entry);
    if (entry.again) {
      entry.again = false;
      this.#schedule(entry);
    }
  }

  #tell(entry) {
    [...entry.listeners].forEach((listener) => listener());
  }

  #forgetSome(most = REMEMBERED) {
    const idle = [...this.#entries.values()].filter((entry) => entry.listeners.size === 0 && !entry.reading);
    idle.slice(0, Math.max(0, idle.length - most)).forEach((entry) => this.#entries.delete(entry.path));
  }
}

export const store = new LiveStore(api, changes);
