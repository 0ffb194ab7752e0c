// A team: who is in it, who is invited, its programs, and which of its projects are protected.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import * as slipway from '../api/slipway.js';
import { Action } from '../components/action.js';
import { confirm } from '../components/dialogs.js';
import { icon } from '../components/icons.js';
import { failureBanner, pending } from '../components/parts.js';
import { ROLES, roleSelect } from '../components/role-select.js';
import { Live } from '../live/live.js';
import { session } from '../live/session.js';
import { setTitle } from '../router.js';

class TeamPage extends SlipwayElement {
  static properties = { params: {}, fresh: { state: true } };

  constructor() {
    super();
    this.fresh = null;
    this.members = new Live(this, () => `/teams/${this.params.teamId}/members`);
    this.invitations = new Live(this, () => this.#manages() && `/teams/${this.params.teamId}/invitations`);
    this.roles = new Live(this, () => this.#manages() && `/teams/${this.params.teamId}/roles`);
    this.inviting = new Action(this, { quiet: true });
    this.adding = new Action(this, { quiet: true });
    this.acting = new Action(this);
  }

  connectedCallback() {
    super.connectedCallback();
    this.listen(session, 'change', () => this.requestUpdate());
    setTitle('Team');
  }

  render() {
    const team = this.#team();
    if (!team) return html`<div class="content narrow">${failureBanner('No such team', 'You are not a member of a team at this address.')}</div>`;
    return html`<div class="content narrow">
      <div class="title-row"><h1>${team.name}</h1><span class="spacer"></span><a class="button"
        href=${`/teams/${team.id}/usage`} data-test="usage">Usage</a><a class="button"
        href=${`/teams/${team.id}/registry`} data-test="registry">${icon('box')}Registry</a>${this.#manages() ? html`<a class="button"
        href=${`/teams/${team.id}/webhooks`} data-test="webhooks">${icon('link')}Webhooks</a><a class="button"
        href=${`/teams/${team.id}/audit`} data-test="audit">${icon('history')}Audit</a>` : nothing}${team.permissions.includes('recordings-read')
        ? html`<a class="button" href=${`/teams/${team.id}/recordings`} data-test="recordings">${icon('terminal')}Recordings</a>` : nothing}</div>
      <p class="lead">You are ${ROLES.find(([word]) => word === team.role)?.[1].toLowerCase() ?? team.role} of this team.</p>
      ${this.fresh ? this.#shown() : nothing}
      <section class="section"><h2>Members</h2>${this.#memberRows()}</section>
      ${this.#manages() ? html`${this.#invite()}${this.#programs()}<team-roles .teamId=${team.id} .roles=${this.roles} .items=${this.roles.items}
        @roles-changed=${() => this.roles.refresh()}></team-roles>${this.#projects()}` : nothing}
    </div>`;
  }

  #shown() {
    const { title, text, test } = this.fresh;
    return html`<div class="banner" data-tone="ok" role="status">${icon('key')}<div class="banner-text"><strong>${title}</strong>
      <p class="secret-once"><code data-test=${test}>${text}</code><copy-button .text=${text} label="Copy"></copy-button></p></div>
      <button class="icon-button" type="button" aria-label="Hide" @click=${() => (this.fresh = null)}>${icon('cross')}</button></div>`;
  }

  #memberRows() {
    const people = this.members.items?.filter(({ service }) => !service);
    if (!people) return pending(this.members, 'the members');
    return html`<ul class="rows panel flush">${people.map((member) => this.#memberRow(member))}</ul>`;
  }

  #memberRow({ accountId, name, email, role, service }) {
    const manages = this.#manages();
    return html`<li class="row" data-test="member-row" data-email=${email}>${icon(service ? 'settings' : 'user')}
      <span class="row-main"><strong>${name}</strong>${service ? nothing : html`<span class="muted">${email}</span>`}</span>
      ${manages ? roleSelect({ value: role, disabled: this.acting.busy, label: `Role of ${name}`, test: 'member-role', own: this.#ownRoles(),
        change: (event) => this.#changeRole(event, accountId, name, role) }) : html`<span class="muted">${role}</span>`}
      ${manages && service ? html`<button class="button small" type="button" data-test="service-token"
        @click=${() => this.#token(accountId, name)}>New token</button>` : nothing}
      ${manages ? html`<button class="button small" type="button" ?disabled=${this.acting.busy} data-test="remove-member"
        @click=${() => this.#remove(accountId, name, service)}>Remove</button>` : nothing}</li>`;
  }

  #invite() {
    const open = this.invitations.items ?? [];
    return html`<section class="section"><h2>Invitations</h2>
      ${this.inviting.error ? failureBanner('Could not invite', this.inviting.error.message) : nothing}
      <form class="inline-form" @submit=${this.#send}><input class="input" name="email" type="email" required autocomplete="off"
          aria-label="E-mail of the person" placeholder="person@example.org" data-test="invite-email">
        ${roleSelect({ value: 'deployer', label: 'Role of the person', test: 'invite-role', own: this.#ownRoles() })}
        <button class="button primary" type="submit" ?disabled=${this.inviting.busy} data-test="invite">Invite</button></form>
      ${open.length === 0 ? html`<p class="muted">Nobody is invited at present. An invitation is a link that works once, for one address, for a week.</p>`
        : html`<ul class="rows panel flush">${open.map(({ id, email, role, expiresAt }) => html`<li class="row" data-test="invitation-row">
          ${icon('clock')}<span class="row-main"><strong>${email}</strong><span class="muted">as ${role}</span></span>
          <span class="muted row-time">ends <time-ago .at=${expiresAt}></time-ago></span>
          <button class="button small" type="button" @click=${() => this.#withdraw(id, email)}>Withdraw</button></li>`)}</ul>`}
    </section>`;
  }

  #programs() {
    const programs = this.members.items?.filter(({ service }) => service) ?? [];
    return html`<section class="section"><h2>Service accounts</h2>
      <p class="muted">For pipelines: their tokens keep working when the person who made them leaves.</p>
      ${this.adding.error ? failureBanner('Could not add the service account', this.adding.error.message) : nothing}
      <form class="inline-form" @submit=${this.#add}><input class="input" name="name" required maxlength="100" autocomplete="off"
          aria-label="Name of the service account" placeholder="ci of shop" data-test="service-name">
        ${roleSelect({ value: 'deployer', label: 'Role of the service account', test: 'service-role', own: this.#ownRoles() })}
        <button class="button" type="submit" ?disabled=${this.adding.busy} data-test="add-service">Add</button></form>
      ${programs.length ? html`<ul class="rows panel flush">${programs.map((program) => this.#memberRow(program))}</ul>` : nothing}
    </section>`;
  }

  #projects() {
    const projects = session.current.projects.filter(({ teamId }) => teamId === this.params.teamId);
    return html`<section class="section"><h2>Projects</h2>
      <ul class="rows panel flush">${projects.map(({ id, name, guarded, recorded }) => html`<li class="row" data-test="project-row">
        ${icon(guarded ? 'lock' : 'apps')}<span class="row-main"><strong>${name}</strong>
          <span class="muted">${guarded
            ? 'protected: deploying and shells ask for a role in the project itself, and terminals are recorded'
            : `the role in the team is enough${recorded ? '; terminals are recorded' : ''}`}</span></span>
        ${guarded ? nothing : html`<button class="button small" type="button" ?disabled=${this.acting.busy} data-test="toggle-recording"
          @click=${() => this.#record(id, name, !recorded)}>${recorded ? 'Stop recording' : 'Record terminals'}</button>`}
        <button class="button small" type="button" ?disabled=${this.acting.busy} data-test="toggle-guard"
          @click=${() => this.#guard(id, name, !guarded)}>${guarded ? 'Unprotect' : 'Protect'}</button></li>`)}</ul></section>`;
  }

  async #send(event) {
    event.preventDefault();
    const form = event.target;
    const { email, role } = Object.fromEntries(new FormData(form));
    const done = await this.inviting.run(() => slipway.invite(this.params.teamId, email.trim(), role));
    if (!done) return;
    this.fresh = { title: `Send this link to ${done.value.email}: it is not shown again`, text: done.value.url, test: 'invitation-url' };
    form.reset();
    this.invitations.refresh();
  }

  async #add(event) {
    event.preventDefault();
    const form = event.target;
    const done = await this.adding.run(() => slipway.addService(this.params.teamId, Object.fromEntries(new FormData(form))));
    if (!done) return;
    form.reset();
    await this.#token(done.value.id, done.value.name);
    this.members.refresh();
  }

  async #token(id, name) {
    const done = await this.acting.run(() => slipway.issueServiceToken(this.params.teamId, id, name));
    if (done) this.fresh = { title: `Copy the token of “${name}” now: it is not shown again`, text: done.value.token, test: 'token' };
  }

  async #changeRole(event, accountId, name, before) {
    const select = event.target;
    const done = await this.acting.run(() => slipway.changeRole(this.params.teamId, accountId, select.value), `${name} is ${select.value} now`);
    if (!done) select.value = before;
    this.members.refresh();
  }

  async #remove(accountId, name, service) {
    const consequences = service ? ['its tokens are refused from now on'] : ['open terminals and logs close within seconds', 'their roles in projects end'];
    if (!(await confirm({ title: `Remove ${name}?`, consequences, action: 'Remove', danger: true }))) return;
    const remove = service ? slipway.removeService : slipway.removeMember;
    await this.acting.run(() => remove(this.params.teamId, accountId), `${name} is removed`);
    this.members.refresh();
  }

  async #withdraw(id, email) {
    await this.acting.run(() => slipway.withdrawInvitation(this.params.teamId, id), `The invitation of ${email} is void`);
    this.invitations.refresh();
  }

  async #record(id, name, recorded) {
    await this.acting.run(() => slipway.recordTerminals(id, recorded), `terminals of ${name} are ${recorded ? 'recorded' : 'no longer recorded'}`);
    await session.refresh();
  }

  async #guard(id, name, guarded) {
    await this.acting.run(() => slipway.guardProject(id, guarded), `${name} is ${guarded ? 'protected' : 'no longer protected'}`);
    await session.refresh();
  }

  #ownRoles() {
    return this.roles.items?.filter(({ id }) => id) ?? [];
  }

  #team() {
    return session.current?.teams.find(({ id }) => id === this.params.teamId);
  }

  #manages() {
    return Boolean(this.#team()?.permissions.includes('members-manage'));
  }
}

customElements.define('page-team', TeamPage);
