// The roles of a team: the four that every team has, and those it puts together from permissions.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import * as slipway from '../api/slipway.js';
import { Action } from './action.js';
import { confirm } from './dialogs.js';
import { icon } from './icons.js';
import { failureBanner, pending } from './parts.js';

/** Fires 'roles-changed' when the team's list of roles did. */
class TeamRoles extends SlipwayElement {
  static properties = { teamId: {}, roles: {}, items: {}, editing: { state: true } };

  constructor() {
    super();
    this.editing = null;
    this.saving = new Action(this, { quiet: true });
    this.removing = new Action(this);
  }

  render() {
    const items = this.roles.items;
    return html`<section class="section"><h2>Roles</h2>
      <p class="muted">Besides the four that every team has. A change counts at once for everybody who has the role.</p>
      ${this.saving.error ? failureBanner('Could not save the role', this.saving.error.message) : nothing}
      ${items ? this.#rows(items.filter(({ id }) => id)) : pending(this.roles, 'the roles')}
      ${this.editing ? this.#form(items) : html`<div><button class="button" type="button" data-test="new-role"
        @click=${() => (this.editing = { id: null, name: '', permissions: [] })}>${icon('plus')}New role</button></div>`}
    </section>`;
  }

  #rows(own) {
    return own.length ? html`<ul class="rows panel flush">${own.map((role) => this.#row(role))}</ul>` : nothing;
  }

  #row(role) {
    return html`<li class="row" data-test="role-row" data-role=${role.slug}>${icon('user')}
      <span class="row-main"><strong>${role.name}</strong><span class="muted">${role.permissions.join(', ')}</span></span>
      <button class="button small" type="button" data-test="edit-role" @click=${() => (this.editing = role)}>Change</button>
      <button class="button small" type="button" ?disabled=${this.removing.busy} data-test="delete-role"
        @click=${() => this.#remove(role)}>Delete</button></li>`;
  }

  #form(items) {
    const every = items?.find(({ slug }) => slug === 'owner')?.permissions ?? [];
    const { name, permissions } = this.editing;
    return html`<form class="panel role-form" @submit=${this.#save}>
      <label class="field"><span>Name</span><input class="input" name="name" required maxlength="40" autocomplete="off" .value=${name}
        data-test="role-name"></label>
      <fieldset class="role-permissions"><legend>May</legend>${every.map((word) => html`<label class="check"><input type="checkbox" name="permissions"
        value=${word} ?checked=${permissions.includes(word)} data-test=${`may-${word}`}>${said(word)}</label>`)}</fieldset>
      <div class="dialog-actions"><button class="button" type="button" @click=${() => (this.editing = null)}>Cancel</button>
        <button class="button primary" type="submit" ?disabled=${this.saving.busy} data-test="save-role">Save the role</button></div></form>`;
  }

  async #save(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    const role = { name: form.get('name').trim(), permissions: form.getAll('permissions') };
    const { id } = this.editing;
    const done = await this.saving.run(() => (id ? slipway.changeRoleOfTeam(this.teamId, id, role) : slipway.addRole(this.teamId, role)));
    if (!done) return;
    this.editing = null;
    this.#changed();
  }

  async #remove({ id, name }) {
    if (!(await confirm({ title: `Delete the role ${name}?`, action: 'Delete', danger: true }))) return;
    await this.removing.run(() => slipway.deleteRole(this.teamId, id), `${name} is deleted`);
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new CustomEvent('roles-changed', { bubbles: true }));
  }
}

/** "app-deploy" as "app: deploy". */
function said(word) {
  return word.replace('-', ': ');
}

customElements.define('team-roles', TeamRoles);
