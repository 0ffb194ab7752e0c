// The base of every element of the console.
import { LitElement } from './lit.js';

/**
 * Renders into the light DOM, so that the few global style sheets apply everywhere, labels find their fields and
 * assistive tools see one document. Listeners outside the element are added with `listen` and so always removed.
 */
export class SlipwayElement extends LitElement {
  #undo = [];

  createRenderRoot() {
    return this;
  }

  /** For connectedCallback: adds a listener that is removed when the element leaves the page. */
  listen(target, type, handler, options) {
    target.addEventListener(type, handler, options);
    this.whenDisconnected(() => target.removeEventListener(type, handler, options));
  }

  whenDisconnected(undo) {
    this.#undo.push(undo);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#undo.splice(0).reverse().forEach((undo) => undo());
  }
}
