// The one API client: JSON in, JSON out, every failure a Problem.
import { Problem } from './problem.js';

const BASE = '/api/v1';
/** Longest wait for an answer, in milliseconds: a deploy is accepted at once, so nothing takes longer than this. */
const DEADLINE = 30_000;
/** Pages of one list that are read at once: a thousand apps. */
const MOST_PAGES = 10;

export class ApiClient {
  #fetch;
  #unauthorized = new Set();

  constructor(fetchFunction = (...call) => fetch(...call)) {
    this.#fetch = fetchFunction;
  }

  get(path, { signal } = {}) {
    return this.#request('GET', path, undefined, signal);
  }

  /** What is no JSON. */
  async text(path) {
    const response = await this.#send('GET', path, undefined, undefined, { accept: '*/*' });
    const text = await response.text();
    if (!response.ok) throw this.#refused(path, response.status, text);
    return text;
  }

  /** A whole list: follows `next` from page to page, up to what a person could look through. */
  async all(path, options) {
    const first = await this.get(path, options);
    if (!Array.isArray(first?.items)) return first;
    let page = first;
    for (let number = 1; page.next && number < MOST_PAGES; number++) {
      page = await this.get(`${path}${path.includes('?') ? '&' : '?'}after=${encodeURIComponent(page.next)}`, options);
      first.items.push(...page.items);
    }
    return { ...first, next: page.next };
  }

  post(path, body = {}) {
    return this.#request('POST', path, body);
  }

  /** `ifMatch` is the tag of what the person saw: when it is no longer so, the change is refused. */
  put(path, body = {}, { ifMatch } = {}) {
    return this.#request('PUT', path, body, undefined, ifMatch ? { 'if-match': ifMatch } : {});
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

  async #request(method, path, body, signal, more = {}) {
    const response = await this.#send(method, path, body, signal, more);
    const text = await response.text();
    if (!response.ok) throw this.#refused(path, response.status, text);
    return text === '' ? null : JSON.parse(text);
  }

  #refused(path, status, text) {
    if (status === 401) this.#unauthorized.forEach((listener) => listener(path));
    return Problem.of(status, text);
  }

  async #send(method, path, body, signal, more) {
    const headers = { accept: 'application/json', 'x-slipway-client': 'console', ...more };
    if (body !== undefined) headers['content-type'] = 'application/json';
    const timeout = AbortSignal.timeout(DEADLINE);
    const once = () => this.#fetch(BASE + path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: 'same-origin',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    try {
      // A browser drops what is on its way when the network changes; what only reads can be asked again.
      return await once().catch((error) => (method === 'GET' && !signal?.aborted && !timeout.aborted ? once() : Promise.reject(error)));
    } catch (error) {
      if (signal?.aborted) throw error;
      throw Problem.unreachable(method === 'GET' ? `load ${path}` : `send this change`);
    }
  }
}

export const api = new ApiClient();
