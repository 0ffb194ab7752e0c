// A team's part of the registry: its repositories, how much room they take, and how to push one more.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { icon } from '../components/icons.js';
import { emptyState, failureBanner, pending } from '../components/parts.js';
import { Live } from '../live/live.js';
import { session } from '../live/session.js';
import { router, setTitle } from '../router.js';
import { withQuery } from '../routes.js';
import { formatMemory } from '../text/memory.js';
import { plural } from '../text/names.js';

class RegistryPage extends SlipwayElement {
  static properties = { params: {}, query: {} };

  constructor() {
    super();
    this.registry = new Live(this, () => `/teams/${this.params.teamId}/registry`);
    this.repositories = new Live(this, () => `/teams/${this.params.teamId}/repositories`);
  }

  connectedCallback() {
    super.connectedCallback();
    this.listen(session, 'change', () => this.requestUpdate());
    setTitle('Registry');
  }

  render() {
    const team = session.current?.teams.find(({ id }) => id === this.params.teamId);
    if (!team) return html`<div class="content narrow">${failureBanner('No such team', 'You are not a member of a team at this address.')}</div>`;
    const projects = session.current.projects.filter(({ teamId }) => teamId === team.id);
    return html`<div class="content">
      <div class="title-row"><h1>Registry</h1><p class="muted">${team.name}</p><span class="spacer"></span>${this.#filter(projects)}</div>
      ${this.registry.value ? this.#usage(this.registry.value) : pending(this.registry, 'the registry')}
      ${this.repositories.items ? this.#rows(team, projects) : pending(this.repositories, 'the repositories')}
      ${this.registry.value ? this.#howTo(team, this.registry.value.host) : nothing}
    </div>`;
  }

  #filter(projects) {
    if (projects.length < 2) return nothing;
    return html`<select class="input select" aria-label="Project" data-test="registry-project"
      @change=${(event) => router.replace(withQuery(`/teams/${this.params.teamId}/registry`, { project: event.target.value }))}>
      <option value="">All projects</option>${projects.map(({ id, name }) => html`<option value=${id}
        ?selected=${id === this.query.project}>${name}</option>`)}</select>`;
  }

  #usage({ usedBytes, limitBytes }) {
    const share = limitBytes > 0 ? Math.min(1, usedBytes / limitBytes) : 0;
    const tone = share > 0.9 ? 'bad' : share > 0.75 ? 'warn' : 'ok';
    return html`<div class="usage" data-test="registry-usage"><meter class="meter" data-tone=${tone} min="0" max="1" .value=${share}
        aria-label="Room taken in the registry"></meter>
      <span class="muted"><strong>${formatMemory(usedBytes)}</strong> of ${formatMemory(limitBytes)}</span></div>`;
  }

  #rows(team, projects) {
    const wanted = this.query.project;
    const shown = this.repositories.items.filter(({ projectId }) => !wanted || projectId === wanted);
    if (shown.length === 0) {
      return emptyState('No repositories', wanted ? 'This project has none.' : 'Push an image, or deploy an app: its releases are kept here.');
    }
    return html`<ul class="rows panel flush">${shown.map((repository) => this.#row(team, projects, repository))}</ul>`;
  }

  #row(team, projects, { id, name, projectId, appId, immutableTags, tags, bytes, pushedAt }) {
    const project = projects.find((one) => one.id === projectId)?.name;
    const about = [appId ? 'releases of an app' : null, project ? `project ${project}` : null, immutableTags ? 'tags do not move' : null];
    return html`<li class="row" data-test="repository-row" data-name=${name}>${icon('box')}
      <span class="row-main"><a class="cover" href=${`/teams/${team.id}/registry/${id}`}><strong>${name}</strong></a>
        <span class="muted row-detail">${about.filter(Boolean).join(' · ')}</span></span>
      <span class="muted">${plural(tags, 'tag')}</span>
      <span class="muted row-time">${formatMemory(bytes)}</span>
      ${pushedAt ? html`<time-ago class="muted row-time" .at=${pushedAt}></time-ago>` : html`<span class="muted row-time">never</span>`}</li>`;
  }

  #howTo(team, host) {
    const lines = [`docker login ${host}`, `docker tag my-image ${host}/${team.slug}/my-image`, `docker push ${host}/${team.slug}/my-image`];
    return html`<section class="section"><h2>Push an image</h2>
      <p class="muted">Any user name, and as password an <a href="/tokens">API token</a> of yours or of a
        <a href=${`/teams/${team.id}`}>service account</a>. Names begin with <code class="inline-code">${team.slug}/</code>.</p>
      <ul class="rows panel flush">${lines.map((line) => html`<li class="row"><code class="row-main">${line}</code>
        <copy-button .text=${line} label="Copy this line"></copy-button></li>`)}</ul></section>`;
  }
}

customElements.define('page-registry', RegistryPage);
