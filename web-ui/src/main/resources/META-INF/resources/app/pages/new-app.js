// A new app from one field: paste a repository's address, deploy. Everything else is optional and folded away.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { createApp, createProject } from '../api/slipway.js';
import { Problem } from '../api/problem.js';
import { Action } from '../components/action.js';
import { prompt } from '../components/dialogs.js';
import { icon } from '../components/icons.js';
import { failureBanner } from '../components/parts.js';
import { session } from '../live/session.js';
import { store } from '../live/store.js';
import { router, setTitle } from '../router.js';
import { appRequest } from '../text/app-request.js';
import { repositoryAddress, repositoryName, repositoryProblem } from '../text/repository.js';

const SETTINGS = [
  ['name', 'Name', 'text', 'from the repository'],
  ['branch', 'Branch', 'text', 'the default branch'],
  ['folder', 'Folder', 'text', 'the repository’s root'],
  ['port', 'Port', 'text', 'found by itself'],
  ['memory', 'Memory', 'text', '256m'],
];

/** The value of the choice that makes a project. */
const NEW_PROJECT = 'new';

/** `embedded` leaves out the title: the home page has its own when there is no app yet. */
class NewAppPage extends SlipwayElement {
  static properties = { query: {}, embedded: { type: Boolean }, repository: { state: true }, projectId: { state: true } };

  constructor() {
    super();
    this.repository = '';
    this.creating = new Action(this, { quiet: true });
    this.addingProject = new Action(this);
  }

  willUpdate(changed) {
    if (changed.has('query') && this.query?.repository) this.repository = this.query.repository;
  }

  firstUpdated() {
    if (!this.embedded) setTitle('New app');
    this.querySelector('[name=repository]')?.focus();
  }

  render() {
    return this.embedded ? this.#form() : html`<div class="content narrow first">
      <h1>New app</h1><p class="lead">Paste a git repository. Slipway builds it and gives it an address.</p>${this.#form()}</div>`;
  }

  #form() {
    const { error, busy } = this.creating;
    const general = error && !error.errors?.some(({ field }) => field && !field.endsWith('repository'));
    return html`<form class="launch" novalidate @submit=${this.#submit}>
      <div class="launch-field"><label class="visually-hidden" for="repository">Repository address</label>
        <input class="launch-input" id="repository" name="repository" inputmode="url" autocomplete="off" autocapitalize="off" spellcheck="false"
          placeholder="https://github.com/you/app" data-test="repository" aria-invalid=${Boolean(error)} aria-describedby="repository-hint"
          .value=${this.repository} @input=${(event) => (this.repository = event.target.value)}>
        <button class="button primary" type="submit" ?disabled=${busy} data-test="deploy">${busy ? 'Starting…' : 'Deploy'}</button></div>
      ${general ? failureBanner('Could not create the app', error.message)
        : html`<p class="field-hint" id="repository-hint">${this.#hint()}</p>`}
      <details class="fold" data-test="more-settings" ?open=${Boolean(error && !general)}>
        <summary>${icon('chevron')}Settings <span class="muted">name, branch, folder, port, memory, environment</span></summary>
        <div class="fold-body">
          <div class="field-grid">${this.#project()}${SETTINGS.map((setting) => this.#setting(...setting))}</div>
          <label class="field"><span>Environment</span>
            <textarea class="input mono" name="environment" rows="5" spellcheck="false" placeholder="Paste a .env file: NAME=value" data-test="environment"
              aria-invalid=${Boolean(error?.field?.('environment'))}></textarea>
            ${this.#problem('environment') ?? html`
              <small class="field-hint">Names that look like secrets are stored as secrets: they can be replaced, never read again.</small>`}</label>
        </div>
      </details>
    </form>`;
  }

  #hint() {
    const name = repositoryName(this.repository);
    if (!name) return 'With a Dockerfile, or in Java, Node, Python, Go, Ruby, PHP, or just pages.';
    return html`Will be called <strong>${name}</strong> and deploy on its own address.`;
  }

  #project() {
    const projects = session.current?.projects ?? [];
    const chosen = this.projectId ?? projects[0]?.id;
    return html`<label class="field"><span>Project</span><select class="input" name="project" data-test="project"
      @change=${this.#projectChosen}>
      ${projects.map(({ id, name }) => html`<option value=${id} ?selected=${id === chosen} .selected=${id === chosen}>${name}</option>`)}
      <option value=${NEW_PROJECT}>New project…</option></select></label>`;
  }

  async #projectChosen({ target }) {
    if (target.value !== NEW_PROJECT) {
      this.projectId = target.value;
      return;
    }
    target.value = this.projectId ?? session.current?.projects?.[0]?.id;
    const text = 'Apps of a project share the end of their addresses.';
    const name = await prompt({ title: 'New project', text, label: 'Name', action: 'Create' });
    if (name === null) return;
    const done = await this.addingProject.run(async () => {
      const project = await createProject(session.current.teams[0].id, name);
      await session.refresh();
      return project;
    }, `Project ${name} created`);
    if (done) this.projectId = done.value.id;
  }

  #setting(name, label, type, placeholder) {
    return html`<label class="field"><span>${label}</span><input class="input" name=${name} type=${type} placeholder=${placeholder} autocomplete="off"
      spellcheck="false" data-test=${name} aria-invalid=${Boolean(this.creating.error?.field?.(name))}>${this.#problem(name) ?? nothing}</label>`;
  }

  #problem(name) {
    const problem = this.creating.error?.field?.(name);
    return problem ? html`<small class="field-problem">${problem}</small>` : null;
  }

  async #submit(event) {
    event.preventDefault();
    const form = Object.fromEntries(new FormData(event.target));
    const done = await this.creating.run(() => this.#create(form));
    if (!done) {
      this.updateComplete.then(() => this.querySelector('[aria-invalid=true]')?.focus());
      return;
    }
    const app = done.value;
    store.put(`/apps/${app.id}`, app);
    router.go(app.latestBuild ? `/apps/${app.id}/builds/${app.latestBuild.id}` : `/apps/${app.id}/builds`);
  }

  #create(form) {
    const problem = repositoryProblem(form.repository);
    if (problem) throw new Problem({ detail: problem });
    const { request, errors } = appRequest({ ...form, repository: repositoryAddress(form.repository) });
    if (errors.length > 0) throw new Problem({ detail: errors[0].message, errors });
    // The session can arrive after the form was drawn, when the last choice was the only one.
    const project = form.project && form.project !== NEW_PROJECT ? form.project : session.current?.projects?.[0]?.id;
    if (!project) throw new Problem({ detail: 'there is no project to put the app in: ask an owner of your team to add one' });
    return createApp(project, request);
  }
}

customElements.define('page-new-app', NewAppPage);
