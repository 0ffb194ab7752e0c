// Ties a resource of the live store to an element.
import { store } from './store.js';

/**
 * A Lit controller: `this.app = new Live(this, () => this.appId && `/apps/${this.appId}`)`, then `this.app.value`.
 * Watches while the element is connected, follows when the path changes, watches nothing while it is falsy.
 */
export class Live {
  #host;
  #pathOf;
  #path = null;
  #stop = null;

  constructor(host, pathOf) {
    this.#host = host;
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
    if (path) this.#stop = store.watch(path, () => this.#host.requestUpdate());
  }

  #unwatch() {
    this.#stop?.();
    this.#stop = null;
    this.#path = null;
  }
}
