// Who is signed in.
import { api } from '../api/client.js';
import * as slipway from '../api/slipway.js';
import { changes } from './changes.js';
import { store } from './store.js';

/** `current` is undefined until known, null when nobody is signed in. Dispatches 'change'. */
class SessionStore extends EventTarget {
  current = undefined;
  setup = null;

  constructor() {
    super();
    // A wrong password also answers 401; only a request made as somebody says that the session has ended.
    api.onUnauthorized((path) => !['/sessions', '/claim', '/invitations/acceptance'].includes(path) && this.#become(null));
  }

  async load() {
    this.setup = await slipway.setup();
    // Before it is claimed a server answers nothing but the claim.
    if (!this.setup.claimed) {
      this.#become(null);
      return;
    }
    try {
      this.#become(await api.get('/sessions/current'));
    } catch (error) {
      if (error.status !== 401) throw error;
      this.#become(null);
    }
  }

  async signIn(form) {
    this.#become(await slipway.signIn(form));
  }

  async claim(form) {
    const session = await slipway.claim(form);
    this.setup = { ...this.setup, claimed: true };
    this.#become(session);
  }

  /** Takes an invitation: whoever does is signed in afterwards. */
  async join(form) {
    this.#become(await slipway.acceptInvitation(form));
  }

  async signOut() {
    await slipway.signOut();
    this.#become(null);
  }

  /** Reads the projects again, after one was added. */
  async refresh() {
    this.#become(await api.get('/sessions/current'));
  }

  #become(session) {
    const before = this.current;
    this.current = session;
    if (session) {
      changes.start();
    } else {
      changes.stop();
      if (before) store.clear();
    }
    this.dispatchEvent(new Event('change'));
  }
}

export const session = new SessionStore();
