// Variables and secrets: edit in rows or paste a file, see what changes, apply.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { applyEnvironment } from '../api/slipway.js';
import { Action } from '../components/action.js';
import { confirm } from '../components/dialogs.js';
import { icon } from '../components/icons.js';
import { failureBanner, pending } from '../components/parts.js';
import { Live } from '../live/live.js';
import { store } from '../live/store.js';
import { diffEnv, mergeEnv } from '../text/env-diff.js';
import { isVariableName, looksSecret, parseEnv } from '../text/env.js';
import { plural } from '../text/names.js';

class AppEnvironment extends SlipwayElement {
  static properties = { app: {}, rows: { state: true }, pasting: { state: true }, pasteProblems: { state: true } };
  #base = null;
  #nextKey = 1;

  constructor() {
    super();
    this.environment = new Live(this, () => this.app && this.#path());
    this.applying = new Action(this, { quiet: true });
    this.rows = null;
    this.pasting = false;
    this.pasteProblems = [];
  }

  willUpdate() {
    const loaded = this.environment.value;
    const untouched = this.rows === null || this.#changes().length === 0;
    if (loaded && loaded !== this.#base && untouched) this.#reset(loaded);
  }

  render() {
    if (!this.rows) return html`<div class="content">${pending(this.environment, 'the environment')}</div>`;
    const moved = this.environment.value && this.environment.value.version !== this.#base.version;
    return html`<div class="content">
      <div class="section-head"><div><h2>Environment</h2>
        <p class="muted">Version ${this.#base.version ?? 0}. Applying a change cuts a new release and deploys it.</p></div><span class="spacer"></span>
        <button class="button" type="button" data-test="env-paste" aria-expanded=${this.pasting}
          @click=${() => (this.pasting = !this.pasting)}>Paste .env</button>
        <button class="button" type="button" data-test="env-add" @click=${this.#add}>${icon('plus')}Add</button></div>
      ${this.pasting ? this.#paste() : nothing}
      ${moved ? failureBanner('Somebody else changed the environment meanwhile', 'applying now replaces what they set: discard your edit to see it') : nothing}
      ${this.rows.length > 0 ? html`<environment-rows .variables=${this.rows} @rows-change=${({ detail }) => (this.rows = detail)}></environment-rows>`
        : html`<p class="panel-empty bordered">No variables. Add one, or paste a whole .env file.</p>`}
      ${this.#review()}
    </div>`;
  }

  #paste() {
    return html`<form class="panel paste" @submit=${this.#takePaste}>
      <label class="field"><span>Paste a .env file</span><textarea class="input mono" name="text" rows="8" spellcheck="false" autofocus
        placeholder=${'DATABASE_URL=postgres://…\nSECRET_KEY="…"'} data-test="env-text"></textarea></label>
      ${this.pasteProblems.map(({ line, message }) => html`<p class="field-problem">Line ${line}: ${message}</p>`)}
      <div class="form-actions"><button class="button primary" type="submit" data-test="env-merge">Add to the list</button>
        <button class="button" type="button" @click=${() => (this.pasting = false)}>Cancel</button>
        <span class="muted">Known names get the new value; nothing is applied yet.</span></div>
    </form>`;
  }

  #review() {
    const changes = this.#changes();
    if (changes.length === 0 && !this.applying.error) return nothing;
    const invalid = this.#invalid();
    return html`<section class="panel sticky-foot">
      ${this.applying.error ? failureBanner('Could not apply', this.applying.error.message) : nothing}
      <environment-review .changes=${changes}></environment-review>
      ${invalid ? html`<p class="field-problem">${invalid}</p>` : nothing}
      <div class="form-actions">
        <button class="button primary" type="button" ?disabled=${this.applying.busy || Boolean(invalid) || changes.length === 0} data-test="env-apply"
          @click=${this.#apply}>${this.applying.busy ? 'Applying…' : `Apply ${plural(changes.length, 'change')}`}</button>
        <button class="button" type="button" data-test="env-discard" @click=${() => this.#reset(this.environment.value)}>Discard</button></div>
    </section>`;
  }

  #changes() {
    return this.rows ? diffEnv(this.#base.variables, this.rows.filter(({ name }) => name !== '')) : [];
  }

  #invalid() {
    const names = this.rows.map(({ name }) => name).filter(Boolean);
    const bad = names.find((name) => !isVariableName(name));
    if (bad) return `"${bad}" is not a name: use letters, digits and _, not starting with a digit`;
    const twice = names.find((name, at) => names.indexOf(name) !== at);
    return twice ? `"${twice}" is there twice: keep one of them` : null;
  }

  #add = () => {
    this.rows = [...this.rows, { key: this.#nextKey++, name: '', value: '', secret: false, fixed: false }];
    this.updateComplete.then(() => this.querySelector('environment-rows')?.focusLast());
  };

  #takePaste(event) {
    event.preventDefault();
    const { variables, problems } = parseEnv(new FormData(event.target).get('text'));
    this.pasteProblems = problems;
    this.rows = mergeEnv(this.rows.filter(({ name }) => name !== ''), variables, looksSecret)
      .map((row) => ({ key: this.#nextKey++, fixed: false, ...row }));
    this.pasting = problems.length > 0;
  }

  async #apply() {
    const removed = this.#changes().filter(({ kind }) => kind === 'removed').map(({ name }) => name);
    if (removed.length > 0 && !(await confirm({
      title: `Remove ${plural(removed.length, 'variable')}?`, consequences: removed, action: 'Remove and apply', danger: true,
    }))) return;
    const variables = this.rows.filter(({ name }) => name !== '').map(({ name, value, secret }) => ({ name, value, secret }));
    const { version } = this.#base;
    const done = await this.applying.run(() => applyEnvironment(this.app.id, version, variables), 'Environment applied');
    if (!done) return;
    if (done.value?.variables) {
      store.put(this.#path(), done.value);
      this.#reset(done.value);
    } else {
      this.#base = null;
      this.rows = null;
      this.environment.refresh();
    }
  }

  #reset(environment) {
    this.#base = environment;
    this.rows = environment.variables.map((variable) => ({ ...variable, key: this.#nextKey++, fixed: true }));
    this.applying.error = null;
    this.requestUpdate();
  }

  #path() {
    return `/apps/${this.app.id}/environment`;
  }
}

customElements.define('app-environment', AppEnvironment);
