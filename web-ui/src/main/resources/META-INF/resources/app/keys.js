// Keyboard shortcuts: single keys and sequences of two ("g h"), never while somebody types.

/** Longest pause between the keys of a sequence, in milliseconds. */
const PAUSE = 1200;

/** Feeds on key events, calls the handler of a finished shortcut. `bindings`: {'g h': handler, '/': handler, 'mod+k': …}. */
export class Shortcuts {
  #bindings = new Map();
  #pending = null;
  #now;

  constructor(now = () => Date.now()) {
    this.#now = now;
  }

  /** Adds bindings; returns the function that removes them. A later binding of the same keys wins while it lasts. */
  bind(bindings) {
    const added = Object.entries(bindings);
    for (const [keys, handler] of added) this.#bindings.set(keys, [handler, ...(this.#bindings.get(keys) ?? [])]);
    return () => {
      for (const [keys, handler] of added) {
        const left = (this.#bindings.get(keys) ?? []).filter((candidate) => candidate !== handler);
        if (left.length > 0) this.#bindings.set(keys, left);
        else this.#bindings.delete(keys);
      }
    };
  }

  /** Whether the event was a shortcut (its default is then prevented). */
  handle(event) {
    const key = nameOf(event);
    if (key === null) return false;
    const withModifier = key.startsWith('mod+');
    if (!withModifier && isTyping(event)) return false;
    const sequence = this.#pending && this.#now() - this.#pending.at < PAUSE ? `${this.#pending.key} ${key}` : null;
    this.#pending = null;
    const handler = this.#bindings.get(sequence)?.[0] ?? this.#bindings.get(key)?.[0];
    if (handler) {
      event.preventDefault();
      handler(event);
      return true;
    }
    if ([...this.#bindings.keys()].some((keys) => keys.startsWith(`${key} `))) this.#pending = { key, at: this.#now() };
    return false;
  }
}

function nameOf(event) {
  if (event.isComposing || ['Shift', 'Control', 'Meta', 'Alt'].includes(event.key)) return null;
  if (event.altKey) return null;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return event.ctrlKey || event.metaKey ? `mod+${key}` : key;
}

function isTyping(event) {
  const target = event.composedPath?.()[0] ?? event.target;
  return Boolean(target?.closest?.('input, textarea, select, [contenteditable], .xterm, dialog'));
}

export const shortcuts = new Shortcuts();
