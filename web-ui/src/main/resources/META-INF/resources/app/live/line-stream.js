// The socket client for lines: build logs and app logs. Resumes where it stopped; what was missed is said.
import { backoff } from './backoff.js';

const PROTOCOL = 'slipway.v1';
/** Close codes after which another attempt makes no sense: policy violation, and our own "not found". */
const FINAL = new Set([1008, 4404]);

/**
 * Opens `path` with a fresh ticket, asks for everything after the last cursor seen, and reconnects until the server
 * says "end" or `stop` is called.
 *
 *   start → connecting → live → (lost) waiting → connecting → … → ended | refused | stopped
 *
 * The handler has `line(message)`, `gap(reason)`, `end(status)` and `state(name, detail)`.
 */
export class LineStream {
  #path;
  #ticket;
  #handler;
  #tail;
  #env;
  #socket = null;
  #retry = null;
  #attempt = 0;
  #cursor = null;
  #round = 0;

  state = 'stopped';

  constructor({ path, ticket, handler, tail = 500, env = browser() }) {
    this.#path = path;
    this.#ticket = ticket;
    this.#handler = handler;
    this.#tail = tail;
    this.#env = env;
  }

  start() {
    if (this.state === 'stopped') this.#connect();
  }

  stop() {
    this.#round++;
    this.#env.clearTimeout(this.#retry);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(1000);
    this.state = 'stopped';
  }

  async #connect() {
    const round = ++this.#round;
    this.#become('connecting');
    let ticket;
    try {
      ticket = await this.#ticket();
    } catch (error) {
      if (round === this.#round) this.#ticketFailed(error);
      return;
    }
    if (round !== this.#round) return;
    const socket = this.#env.open(this.#path, [PROTOCOL, `ticket.${ticket}`]);
    this.#socket = socket;
    const current = () => socket === this.#socket;
    socket.addEventListener('open', () => current() && this.#opened(socket));
    socket.addEventListener('message', (event) => current() && this.#received(event.data));
    socket.addEventListener('close', (event) => current() && this.#closed(event));
  }

  #opened(socket) {
    socket.send(JSON.stringify({ type: 'from', cursor: this.#cursor, tail: this.#tail }));
    this.#become('live');
  }

  #received(data) {
    const message = JSON.parse(data);
    this.#attempt = 0;
    if (message.type === 'line') {
      // A server may send the line of the cursor again; it was shown already.
      if (message.cursor !== undefined && message.cursor === this.#cursor) return;
      this.#cursor = message.cursor ?? this.#cursor;
      this.#handler.line(message);
    } else if (message.type === 'gap') {
      this.#handler.gap(message.reason);
    } else if (message.type === 'end') {
      this.stop();
      this.#become('ended');
      this.#handler.end(message.status);
    }
  }

  #closed(event) {
    this.#socket = null;
    if (FINAL.has(event.code)) this.#become('refused', event.reason || 'the server closed this stream');
    else this.#again();
  }

  #ticketFailed(error) {
    const temporary = !error.status || error.status === 429 || error.status >= 500;
    if (temporary) this.#again();
    else this.#become('refused', error.message);
  }

  #again() {
    this.#attempt++;
    const wait = backoff(this.#attempt, this.#env.random);
    this.#become('waiting');
    this.#retry = this.#env.setTimeout(() => this.#connect(), wait);
  }

  #become(state, detail = null) {
    this.state = state;
    this.#handler.state(state, detail);
  }
}

/** The address of a socket of this very origin. */
export function socketAddress(path, { protocol, host } = location) {
  return `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/api/v1${path}`;
}

function browser() {
  return {
    open: (path, protocols) => new WebSocket(socketAddress(path), protocols),
    setTimeout: (...call) => setTimeout(...call),
    clearTimeout: (timer) => clearTimeout(timer),
    random: Math.random,
  };
}
