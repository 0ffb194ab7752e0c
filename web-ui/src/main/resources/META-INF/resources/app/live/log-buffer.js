// The lines a log view holds: bounded, parsed once, filterable.
import { AnsiParser, plainText } from '../text/ansi.js';

/** Most entries held; older ones are dropped and counted. Enough for a long build, little enough for a phone. */
export const MOST_ENTRIES = 5000;
/** Longest text of one line shown, in characters: one endless line must not freeze the page. */
const LONGEST_LINE = 8192;

/** Entries: {key, type: 'line', at, stream, instance, text, runs} or {key, type: 'gap'|'note', text}. */
export class LogBuffer {
  #limit;
  #parsers = new Map();
  #nextKey = 1;

  entries = [];
  dropped = 0;

  constructor(limit = MOST_ENTRIES) {
    this.#limit = limit;
  }

  /** `from` is what the instance is called on the page. */
  line({ at, stream, instance = null, from = instance, text }) {
    const shown = text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)} … (${text.length} characters)` : text;
    const runs = this.#parser(stream, instance).parse(shown);
    return this.#add({ type: 'line', at, stream, instance, from, text: plainText(runs), runs });
  }

  gap(reason) {
    return this.#add({ type: 'gap', text: reason });
  }

  note(text) {
    return this.#add({ type: 'note', text });
  }

  clear() {
    this.entries = [];
    this.dropped = 0;
    this.#parsers.clear();
  }

  /** The whole text, for a download. */
  toText() {
    const lines = this.entries.map((entry) => (entry.type === 'line' ? `${entry.at ?? ''} ${entry.text}`.trim() : `--- ${entry.text} ---`));
    return lines.length > 0 ? `${lines.join('\n')}\n` : '';
  }

  #add(entry) {
    const added = { key: this.#nextKey++, ...entry };
    this.entries.push(added);
    if (this.entries.length > this.#limit) {
      const extra = this.entries.length - this.#limit;
      this.entries.splice(0, extra);
      this.dropped += extra;
    }
    return added;
  }

  // Each instance and stream has its own open colour: two processes writing at once must not paint each other.
  #parser(stream, instance) {
    const key = `${instance} ${stream}`;
    if (!this.#parsers.has(key)) this.#parsers.set(key, new AnsiParser());
    return this.#parsers.get(key);
  }
}

/** A function that says whether a line passes: by stream, by instance, by text or /pattern/. Throws on a bad pattern. */
export function lineFilter({ query = '', stream = '', instance = '' }) {
  const matches = textFilter(query.trim());
  return (entry) => {
    if (entry.type !== 'line') return true;
    if (stream && entry.stream !== stream) return false;
    if (instance && entry.instance !== instance) return false;
    return matches(entry.text);
  };
}

function textFilter(query) {
  if (query === '') return () => true;
  const pattern = /^\/(.+)\/([i]?)$/.exec(query);
  if (pattern) {
    const expression = new RegExp(pattern[1], pattern[2]);
    return (text) => expression.test(text);
  }
  const wanted = query.toLowerCase();
  return (text) => text.toLowerCase().includes(wanted);
}
