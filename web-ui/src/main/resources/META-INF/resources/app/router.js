// Where the browser is: history, links and titles.
import { matchRoute } from './routes.js';

/** Dispatches 'change' when the address changes. `route` is what it means. */
class Router extends EventTarget {
  route = matchRoute('/');

  start() {
    addEventListener('popstate', () => this.#read());
    document.addEventListener('click', (event) => this.#followLink(event));
    this.#read();
  }

  go(path) {
    if (path !== location.pathname + location.search) history.pushState(null, '', path);
    scrollTo(0, 0);
    this.#read();
  }

  /** Changes the address without a new entry in the history: for filters, and after redirects. */
  replace(path) {
    history.replaceState(null, '', path);
    this.#read();
  }

  #read() {
    this.route = matchRoute(location.pathname, location.search);
    this.dispatchEvent(new Event('change'));
  }

  #followLink(event) {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest?.('a[href]');
    if (!link || link.target || link.hasAttribute('download')) return;
    const url = new URL(link.href, location.href);
    if (url.origin !== location.origin || /^\/(api|q|sso|webjars)\//.test(url.pathname)) return;
    event.preventDefault();
    this.go(url.pathname + url.search);
  }
}

export const router = new Router();

export function setTitle(...parts) {
  document.title = [...parts.filter(Boolean), 'Slipway'].join(' · ');
}
