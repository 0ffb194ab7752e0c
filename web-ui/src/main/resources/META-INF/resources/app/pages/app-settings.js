// What an app may use and where it comes from; stopping and deleting it.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { changeApp, deleteApp, startApp, stopApp } from '../api/slipway.js';
import { Problem } from '../api/problem.js';
import { Action } from '../components/action.js';
import { confirm } from '../components/dialogs.js';
import { icon } from '../components/icons.js';
import { failureBanner } from '../components/parts.js';
import { store } from '../live/store.js';
import { router } from '../router.js';
import { appChange } from '../text/app-request.js';
import { writeMemory } from '../text/memory.js';
import { plural } from '../text/names.js';

const FIELDS = [
  ['memory', 'Memory', 'Like 256m, 0.5g or 2GB. Reaching it ends the process.', ({ memory }) => writeMemory(memory)],
  ['cpus', 'CPUs', 'Like 0.5 or 2.', ({ cpus }) => cpus ?? ''],
  ['port', 'Port', 'Where the app listens inside its container.', ({ port }) => port ?? ''],
  ['instances', 'Instances', 'How many containers serve at once.', ({ instances }) => instances ?? 1],
  ['branch', 'Branch', 'What Redeploy builds; empty is the default.', ({ branch }) => branch ?? ''],
  ['folder', 'Folder', 'Empty is the root of the repository.', ({ folder }) => folder ?? ''],
  ['dockerfile', 'Dockerfile', 'Its path; empty is found by itself.', ({ dockerfile }) => dockerfile ?? ''],
];

class AppSettings extends SlipwayElement {
  static properties = { app: {} };

  constructor() {
    super();
    this.saving = new Action(this, { quiet: true });
    this.acting = new Action(this);
  }

  render() {
    return html`<div class="content narrow-left">
      <form class="panel settings" novalidate @submit=${this.#save}>
        <h2>Resources and source</h2>
        ${this.#error()}
        <div class="field-grid">${FIELDS.map((field) => this.#field(...field))}</div>
        <div class="form-actions"><button class="button primary" type="submit" ?disabled=${this.saving.busy} data-test="save-settings">
          ${this.saving.busy ? 'Saving…' : 'Save'}</button><span
            class="muted">Memory, CPUs, port and instances deploy the release anew; the rest counts from the next build.</span></div>
      </form>
      <recipe-panel .app=${this.app}></recipe-panel>
      <push-hook .app=${this.app}></push-hook>
      ${this.#suspension()}
      <section class="panel danger-zone"><h2>Delete this app</h2>
        <p>Its containers, releases, builds, logs and variables are removed, and its address answers no more. This cannot be undone.</p>
        <button class="button danger" type="button" ?disabled=${this.acting.busy}
          data-test="delete-app" @click=${this.#delete}>${icon('trash')}Delete ${this.app.name}</button>
      </section>
    </div>`;
  }

  #error() {
    const { error } = this.saving;
    if (!error) return nothing;
    const shownAtFields = error.errors?.length > 0 && error.errors.every(({ field }) => FIELDS.some(([name]) => name === field));
    return shownAtFields ? nothing : failureBanner('Could not save', error.message);
  }

  #field(name, label, hint, read) {
    const problem = this.saving.error?.field?.(name);
    return html`<label class="field"><span>${label}</span>
      <input class="input" name=${name} .value=${String(read(this.app))} autocomplete="off" spellcheck="false" data-test=${`setting-${name}`}
        aria-invalid=${Boolean(problem)}><small class=${problem ? 'field-problem' : 'field-hint'}>${problem ?? hint}</small></label>`;
  }

  #suspension() {
    const stopped = this.app.status === 'stopped';
    return html`<section class="panel settings-row"><div><h2>${stopped ? 'Start' : 'Stop'} this app</h2>
        <p>${stopped ? 'Its current release is started again under the same address.' : 'Its containers end; address, releases and settings stay.'}</p></div>
      <button class="button" type="button" ?disabled=${this.acting.busy} data-test=${stopped ? 'start' : 'stop'} @click=${this.#toggle}>
        ${icon(stopped ? 'play' : 'stop')}${stopped ? 'Start' : 'Stop'}</button></section>`;
  }

  async #save(event) {
    event.preventDefault();
    const form = Object.fromEntries(new FormData(event.target));
    const done = await this.saving.run(() => this.#change(form), 'Settings saved');
    if (done?.value?.id) store.put(`/apps/${this.app.id}`, done.value);
    if (!done) this.updateComplete.then(() => this.querySelector('[aria-invalid=true]')?.focus());
  }

  #change(form) {
    const { change, errors } = appChange(this.app, form);
    if (errors.length > 0) throw new Problem({ detail: errors[0].message, errors });
    if (Object.keys(change).length === 0) return this.app;
    return changeApp(this.app.id, change);
  }

  #toggle() {
    const { id, name, status } = this.app;
    if (status === 'stopped') return this.acting.run(() => startApp(id), `${name} is starting`);
    return this.acting.run(() => stopApp(id), `${name} is stopping`);
  }

  async #delete() {
    const { id, name, url, instances } = this.app;
    const consequences = [
      url ? `${url} stops answering` : null,
      `${plural(instances ?? 1, 'instance')} and all releases are removed`,
      'its variables and secrets are removed',
    ].filter(Boolean);
    if (!(await confirm({ title: `Delete ${name}?`, consequences, typed: name, action: 'Delete this app', danger: true }))) return;
    const done = await this.acting.run(() => deleteApp(id), `${name} is being deleted`);
    if (done) router.go('/');
  }
}

customElements.define('app-settings', AppSettings);
