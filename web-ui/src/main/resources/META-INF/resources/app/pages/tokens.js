// API tokens of the signed-in user. A token is shown once, when it is made.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { createToken, revokeToken } from '../api/slipway.js';
import { Action } from '../components/action.js';
import { confirm } from '../components/dialogs.js';
import { icon } from '../components/icons.js';
import { emptyState, failureBanner, pending } from '../components/parts.js';
import { Live } from '../live/live.js';
import { session } from '../live/session.js';
import { setTitle } from '../router.js';

const LOOK = 'project-read app-read environment-read logs-read';
const LIVES = [[30, '30 days'], [90, '90 days'], [366, 'a year']];
const USES = [['', 'Whatever I may'], [LOOK, 'Only look'], [`${LOOK} app-deploy`, 'Look and deploy'],
  ['registry-read', 'Only pull images'], ['registry-read registry-write', 'Pull and push images']];

class TokensPage extends SlipwayElement {
  static properties = { fresh: { state: true } };

  constructor() {
    super();
    this.fresh = null;
    this.tokens = new Live(this, () => '/tokens');
    this.creating = new Action(this, { quiet: true });
    this.revoking = new Action(this);
  }

  connectedCallback() {
    super.connectedCallback();
    setTitle('API tokens');
  }

  render() {
    const items = this.tokens.items;
    return html`<div class="content narrow">
      <div class="title-row"><h1>API tokens</h1></div>
      <p class="lead">A token acts as you, within its scope and until it ends: send it as <code class="inline-code">Authorization: Bearer slw_…</code></p>
      ${this.creating.error ? failureBanner('Could not create the token', this.creating.error.message) : nothing}
      <form class="inline-form token-form" @submit=${this.#create}><input class="input" name="name" required maxlength="100" autocomplete="off"
          aria-label="Name of the token" placeholder="What is it for? Like “ci of shop”" data-test="token-name">
        <select class="input select" name="scope" aria-label="What it reaches" data-test="token-scope"><option value="">Everything of mine</option>
          ${this.#scopes().map(({ value, name }) => html`<option value=${value}>${name}</option>`)}</select>
        <select class="input select" name="use" aria-label="What it may do" data-test="token-use">
          ${USES.map(([value, name]) => html`<option value=${value}>${name}</option>`)}</select>
        <select class="input select" name="days" aria-label="How long it works" data-test="token-days">
          ${LIVES.map(([days, name]) => html`<option value=${days} ?selected=${days === 90}>${name}</option>`)}</select>
        <button class="button primary" type="submit" ?disabled=${this.creating.busy} data-test="create-token">Create token</button></form>
      ${this.fresh ? this.#shown() : nothing}
      ${!items ? pending(this.tokens, 'your tokens')
        : items.length === 0 ? emptyState('No tokens', 'Create one to use the API from a script or a pipeline.')
          : html`<ul class="rows panel flush">${items.map((token) => this.#row(token))}</ul>`}
    </div>`;
  }

  #shown() {
    return html`<div class="banner" data-tone="ok" role="status">${icon('key')}<div class="banner-text">
      <strong>Copy “${this.fresh.name}” now: it is not shown again</strong>
      <p class="secret-once"><code data-test="token">${this.fresh.token}</code><copy-button .text=${this.fresh.token}
        label="Copy the token"></copy-button></p></div>
      <button class="icon-button" type="button" aria-label="Hide the token" @click=${() => (this.fresh = null)}>${icon('cross')}</button></div>`;
  }

  #row({ id, name, teamId, projectId, permissions, createdAt, expiresAt, lastUsedAt }) {
    return html`<li class="row" data-test="token-row">${icon('key')}<span class="row-main"><strong>${name}</strong>
        <span class="muted">${this.#reach(teamId, projectId)}${permissions ? ` · ${permissions.join(', ')}` : ''}</span></span>
      <span class="muted">${lastUsedAt ? html`used <time-ago .at=${lastUsedAt}></time-ago>` : 'never used'}${expiresAt
        ? html` · ends <time-ago .at=${expiresAt}></time-ago>` : nothing}</span>
      ${createdAt ? html`<time-ago class="muted row-time" .at=${createdAt}></time-ago>`
        : nothing}
      <button class="button small" type="button" ?disabled=${this.revoking.busy}
        data-test="revoke-token" @click=${() => this.#revoke(id, name)}>Revoke</button></li>`;
  }

  /** Teams and projects as "team" or "team/project". */
  #scopes() {
    const { teams = [], projects = [] } = session.current ?? {};
    return teams.flatMap((team) => [{ value: team.id, name: `Team ${team.name}` },
      ...projects.filter(({ teamId }) => teamId === team.id).map(({ id, name }) => ({ value: `${team.id}/${id}`, name: `${team.name} / ${name}` }))]);
  }

  #reach(teamId, projectId) {
    if (!teamId) return 'everything of yours';
    const value = projectId ? `${teamId}/${projectId}` : teamId;
    return this.#scopes().find((scope) => scope.value === value)?.name ?? 'a team you left';
  }

  #request(form) {
    const [teamId, projectId] = form.get('scope').split('/');
    const permissions = form.get('use') ? form.get('use').split(' ') : null;
    return { name: form.get('name').trim(), teamId: teamId || null, projectId: projectId ?? null, permissions, days: Number(form.get('days')) };
  }

  async #create(event) {
    event.preventDefault();
    const form = event.target;
    const done = await this.creating.run(() => createToken(this.#request(new FormData(form))));
    if (!done) return;
    this.fresh = done.value;
    form.reset();
    this.tokens.refresh();
  }

  async #revoke(id, name) {
    const sure = await confirm({ title: `Revoke “${name}”?`, text: 'Whatever uses it is refused from now on.', action: 'Revoke', danger: true });
    if (!sure) return;
    await this.revoking.run(() => revokeToken(id), `${name} is revoked`);
    if (this.fresh?.id === id) this.fresh = null;
    this.tokens.refresh();
  }
}

customElements.define('page-tokens', TokensPage);
