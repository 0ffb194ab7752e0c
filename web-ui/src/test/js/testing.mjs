// Twins of the browser's sockets and timers, for tests of the live parts.

/** A socket driven by the test: `accept()`, `message(value)`, `drop(code)`; keeps what was sent. */
export class TestingSocket extends EventTarget {
  sent = [];
  readyState = 0;

  constructor(path, protocols) {
    super();
    Object.assign(this, { path, protocols });
  }

  send(data) {
    this.sent.push(typeof data === 'string' ? JSON.parse(data) : data);
  }

  close() {
    this.readyState = 3;
  }

  accept() {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }

  message(value) {
    const data = value instanceof Uint8Array ? value.buffer : JSON.stringify(value);
    this.dispatchEvent(Object.assign(new Event('message'), { data }));
  }

  drop(code = 1006, reason = '') {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event('close'), { code, reason }));
  }
}

/** Timers that run when the test says so. */
export class TestingTimers {
  pending = new Map();
  #next = 1;

  setTimeout = (work, millis) => {
    this.pending.set(this.#next, { work, millis });
    return this.#next++;
  };

  clearTimeout = (id) => this.pending.delete(id);

  /** Runs everything that waits; returns the waiting times in milliseconds. */
  run() {
    const due = [...this.pending.values()];
    this.pending.clear();
    due.forEach(({ work }) => work());
    return due.map(({ millis }) => millis);
  }
}

/** Lets promises that are ready go on. */
export async function settle() {
  for (let round = 0; round < 10; round++) await Promise.resolve();
}
