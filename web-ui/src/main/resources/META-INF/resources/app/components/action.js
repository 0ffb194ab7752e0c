// Runs one change at a time for an element, and says what came of it.
import { messageOf } from '../api/problem.js';
import { toast } from './toasts.js';

/**
 * A Lit controller for buttons that change something: `this.deploy = new Action(this)`, then
 * `this.deploy.run(() => buildApp(id), 'Build queued')`. `busy` disables the button, `error` is the last Problem.
 * Errors are shown as a notice unless `quiet`, when the page shows them beside the form.
 */
export class Action {
  #host;
  #quiet;

  busy = false;
  error = null;

  constructor(host, { quiet = false } = {}) {
    this.#host = host;
    this.#quiet = quiet;
    host.addController(this);
  }

  hostConnected() {}

  /** Resolves to {value} when it worked, to null when it failed or another run is under way. */
  async run(work, success = null) {
    if (this.busy) return null;
    this.busy = true;
    this.error = null;
    this.#host.requestUpdate();
    try {
      const value = await work();
      if (success) toast(success);
      return { value };
    } catch (error) {
      this.error = error;
      if (!this.#quiet) toast(messageOf(error), 'bad');
      return null;
    } finally {
      this.busy = false;
      this.#host.requestUpdate();
    }
  }
}
