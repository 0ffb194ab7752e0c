// One repository: its tags with what they point to, the line that pulls each, and the ways to be rid of them.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import * as slipway from '../api/slipway.js';
import { Action } from '../components/action.js';
import { confirm } from '../components/dialogs.js';
import { icon } from '../components/icons.js';
import { emptyState, pending } from '../components/parts.js';
import { Live } from '../live/live.js';
import { session } from '../live/session.js';
import { router, setTitle } from '../router.js';
import { withQuery } from '../routes.js';
import { formatMemory } from '../text/memory.js';
import { plural } from '../text/names.js';

const KINDS = [['index', 'several platforms'], ['list', 'several platforms'], ['manifest', 'image']];

class RepositoryPage extends SlipwayElement {
  static properties = { params: {}, query: {} };

  constructor() {
    super();
    this.registry = new Live(this, () => `/teams/${this.params.teamId}/registry`);
    this.repository = new Live(this, () => `/repositories/${this.params.repositoryId}`);
    this.tags = new Live(this, () => withQuery(`/repositories/${this.params.repositoryId}/tags`, { after: this.query.after }));
    this.acting = new Action(this);
  }

  connectedCallback() {
    super.connectedCallback();
    this.listen(session, 'change', () => this.requestUpdate());
  }

  render() {
    const repository = this.repository.value;
    if (!repository) return html`<div class="content">${pending(this.repository, 'the repository')}</div>`;
    setTitle(repository.name);
    const { name, bytes, tags, immutableTags, appId } = repository;
    return html`<div class="content">
      <div class="title-row"><h1>${name}</h1><p class="muted">${plural(tags, 'tag')} · ${formatMemory(bytes)}</p><span class="spacer"></span>
        ${this.#deletes() ? html`<button class="button" type="button" ?disabled=${this.acting.busy} data-test="toggle-immutable"
          @click=${() => this.#fix(!immutableTags)}>${icon('lock')}${immutableTags ? 'Let tags move' : 'Fix tags'}</button>
        <button class="button danger" type="button" ?disabled=${this.acting.busy} data-test="delete-repository"
          @click=${() => this.#remove(repository)}>${icon('trash')}Delete</button>` : nothing}</div>
      <p class="lead">${appId ? html`The images of the releases of <a href=${`/apps/${appId}/releases`}>an app</a>; they go when it is deleted.` : nothing}
        ${immutableTags ? 'Tags are immutable: none can be pushed again with something else, and none deleted.' : nothing}</p>
      ${this.tags.items ? this.#rows(name, immutableTags) : pending(this.tags, 'the tags')}
      ${this.tags.value?.next ? html`<a class="button" data-test="more-tags"
        href=${withQuery(`/teams/${this.params.teamId}/registry/${this.params.repositoryId}`, { after: this.tags.value.next })}>More tags</a>` : nothing}
    </div>`;
  }

  #rows(name, immutable) {
    if (this.tags.items.length === 0) return emptyState('No tags', 'What has no tag can still be pulled by its digest.');
    return html`<ul class="rows panel flush">${this.tags.items.map((tag) => this.#row(name, tag, immutable))}</ul>`;
  }

  #row(name, { name: tag, digest, mediaType, size, pushedAt }, immutable) {
    const line = `docker pull ${this.registry.value?.host ?? ''}/${name}:${tag}`;
    return html`<li class="row" data-test="tag-row" data-tag=${tag}>${icon('tag')}
      <span class="row-main"><strong>${tag}</strong>
        <span class="muted row-detail"><code title=${digest}>${shortDigest(digest)}</code> · ${kind(mediaType)}</span></span>
      <code class="muted pull-line">${line}</code><copy-button .text=${line} label="Copy the line that pulls it"></copy-button>
      <span class="muted row-time">${size > 0 ? formatMemory(size) : ''}</span>
      <time-ago class="muted row-time" .at=${pushedAt}></time-ago>
      ${this.#deletes() && !immutable ? html`<button class="button small" type="button" ?disabled=${this.acting.busy} data-test="delete-tag"
        @click=${() => this.#removeTag(tag)}>Delete</button>` : nothing}</li>`;
  }

  async #fix(immutable) {
    await this.acting.run(() => slipway.fixTags(this.params.repositoryId, immutable), immutable ? 'Tags are fixed' : 'Tags may move');
    this.repository.refresh();
  }

  async #remove({ name, tags, appId }) {
    const consequences = [`${plural(tags, 'tag')} and all their images can no longer be pulled`];
    if (appId) consequences.push('releases of the app that are no longer on the host cannot be deployed again');
    if (!(await confirm({ title: `Delete ${name}?`, consequences, typed: name, action: 'Delete', danger: true }))) return;
    const done = await this.acting.run(() => slipway.deleteRepository(this.params.repositoryId), `${name} is deleted`);
    if (done) router.go(`/teams/${this.params.teamId}/registry`);
  }

  async #removeTag(tag) {
    const text = 'The image stays until nothing names it; another tag or its digest still finds it.';
    if (!(await confirm({ title: `Delete tag ${tag}?`, text, action: 'Delete', danger: true }))) return;
    await this.acting.run(() => slipway.deleteTag(this.params.repositoryId, tag), `Tag ${tag} is deleted`);
    this.tags.refresh();
    this.repository.refresh();
  }

  #deletes() {
    const team = session.current?.teams.find(({ id }) => id === this.params.teamId);
    return ['owner', 'admin'].includes(team?.role);
  }
}

function shortDigest(digest) {
  const [algorithm, hex] = digest.split(':');
  return `${algorithm}:${hex.slice(0, 12)}`;
}

function kind(mediaType) {
  return KINDS.find(([word]) => mediaType.includes(word))?.[1] ?? mediaType;
}

customElements.define('page-repository', RepositoryPage);
