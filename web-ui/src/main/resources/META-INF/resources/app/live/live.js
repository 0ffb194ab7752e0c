// Ties a resource of the live store to an element.
import { store } from './store.js';

/**
 * A Lit controller: `this.app = new Live(this, () => this.appId && `/apps/${this.appId}`)`, then `this.app.value`.
 * Watches while the element is connected, follows when the path changes, watches nothing while it is falsy.
 */
export class Live {
  #host;
  #pathOf;
  #whole;
  #path = null;
  #stop = null;

  /** `whole` reads all pages of a list, where one page would hide things. */
  constructor(host, pathOf, { whole = false } = {}) {
    this.#host = host;
    this.#whole = whole;
    this.#pathOf = pathOf;
    host.addController(this);
  }

  get value() {
    return this.#path ? store.peek(this.#path).value : undefined;
  }

  /** The items of a list, or undefined until they are known. */
  get items() {
    return this.value?.items;
  }

  get error() {
    return this.#path ? store.peek(this.#path).error : null;
  }

  refresh() {
    if (this.#path) store.refresh(this.#path);
  }

  hostConnected() {
    this.#follow();
  }

  hostUpdate() {
    this.#follow();
  }

  hostDisconnected() {
    this.#unwatch();
  }

  #follow() {
    const path = this.#host.isConnected ? this.#pathOf() || null : null;
    if (path === this.#path) return;
    this.#unwatch();
    this.#path = path;
    if (path) this.#stop = store.watch(path, () => this.#host.requestUpdate(), this.#whole);
  }

  #unwatch() {
    this.#stop?.();
    this.#stop = null;
    this.#path = null;
  }
}
