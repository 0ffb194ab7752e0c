// The one API client: JSON in, JSON out, every failure a Problem.
import { Problem } from './problem.js';

const BASE = '/api/v1';
/** Longest wait for an answer, in milliseconds: a deploy is accepted at once, so nothing takes longer than this. */
const DEADLINE = 30_000;

export class ApiClient {
  #fetch;
  #unauthorized = new Set();

  constructor(fetchFunction = (...call) => fetch(...call)) {
    this.#fetch = fetchFunction;
  }

  get(path, { signal } = {}) {
    return this.#request('GET', path, undefined, signal);
  }

  post(path, body = {}) {
    return this.#request('POST', path, body);
  }

  put(path, body = {}) {
    return this.#request('PUT', path, body);
  }

  patch(path, body) {
    return this.#request('PATCH', path, body);
  }

  delete(path) {
    return this.#request('DELETE', path);
  }

  /** Calls the listener whenever the server says 401. Returns the function that ends it. */
  onUnauthorized(listener) {
    this.#unauthorized.add(listener);
    return () => this.#unauthorized.delete(listener);
  }

  async #request(method, path, body, signal) {
    const response = await this.#send(method, path, body, signal);
    const text = await response.text();
    if (!response.ok) {
      if (response.status === 401) this.#unauthorized.forEach((listener) => listener(path));
      throw Problem.of(response.status, text);
    }
    return text === '' ? null : JSON.parse(text);
  }

  async #send(method, path, body, signal) {
    const headers = { accept: 'application/json', 'x-slipway-client': 'console' };
    if (body !== undefined) headers['content-type'] = 'application/json';
    const timeout = AbortSignal.timeout(DEADLINE);
    try {
      return await this.#fetch(BASE + path, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        credentials: 'same-origin',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw Problem.unreachable(method === 'GET' ? `load ${path}` : `send this change`);
    }
  }
}

export const api = new ApiClient();
