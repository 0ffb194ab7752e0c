// The socket client for a terminal: bytes both ways, the size before the shell starts.
import { socketAddress } from './line-stream.js';

const PROTOCOL = 'slipway.v1';
/** Most bytes per frame, well under the 64 KiB limit of the server: a large paste is sent in pieces. */
const CHUNK = 16 * 1024;
/** The server closes with it who may no longer have a terminal (RFC 6455, section 7.4.1). */
const NOT_ALLOWED = 1008;

/**
 *   open({cols, rows}) → 'connecting' → 'open' → 'exited' | 'lost' | 'refused'
 *
 * A shell does not survive its socket, so there is no silent reconnecting: the handler's `state` says what happened
 * and the user starts a new one. The handler has `bytes(Uint8Array)` and `state(name, detail)`.
 */
export class ShellStream {
  #path;
  #ticket;
  #handler;
  #open;
  #socket = null;
  #closed = false;
  #ended = false;
  #encoder = new TextEncoder();

  constructor({ path, ticket, handler, open = (address, protocols) => new WebSocket(address, protocols) }) {
    this.#path = path;
    this.#ticket = ticket;
    this.#handler = handler;
    this.#open = open;
  }

  async open(size) {
    this.#become('connecting');
    let ticket;
    try {
      ticket = await this.#ticket();
    } catch (error) {
      this.#finish('refused', error.message);
      return;
    }
    if (this.#closed) return;
    const socket = this.#open(socketAddress(this.#path), [PROTOCOL, `ticket.${ticket}`]);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.addEventListener('open', () => this.#control({ type: 'open', ...size }));
    socket.addEventListener('message', (event) => this.#received(event.data));
    socket.addEventListener('close', (event) => this.#finish(event.code === NOT_ALLOWED ? 'refused' : 'lost', event.reason || null));
  }

  /** Sends typed or pasted text. */
  type(text) {
    this.send(this.#encoder.encode(text));
  }

  send(bytes) {
    if (this.#socket?.readyState !== 1) return;
    for (let at = 0; at < bytes.length; at += CHUNK) this.#socket.send(bytes.subarray(at, at + CHUNK));
  }

  resize(size) {
    this.#control({ type: 'resize', ...size });
  }

  close() {
    this.#closed = true;
    this.#ended = true;
    this.#socket?.close(1000);
  }

  #received(data) {
    if (this.#closed) return;
    if (typeof data !== 'string') {
      this.#handler.bytes(new Uint8Array(data));
      return;
    }
    const message = JSON.parse(data);
    if (message.type === 'opened') this.#become('open', { instance: message.instance ?? null, recorded: message.recorded === true });
    else if (message.type === 'exit') this.#finish('exited', message.code);
    else if (message.type === 'error') this.#finish('refused', message.message);
  }

  #control(message) {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(message));
  }

  #finish(state, detail) {
    if (this.#ended) return;
    this.#ended = true;
    this.#become(state, detail);
    this.#socket?.close(1000);
  }

  #become(state, detail = null) {
    if (!this.#closed) this.#handler.state(state, detail);
  }
}
