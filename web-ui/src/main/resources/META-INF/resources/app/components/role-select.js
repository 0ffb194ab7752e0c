// Choosing a role, with what each may do.
import { html } from '../lit.js';

export const ROLES = [
  ['owner', 'Owner', 'everything, and cannot be removed by admins'],
  ['admin', 'Admin', 'everything but handling owners'],
  ['deployer', 'Deployer', 'builds, deploys, changes apps, opens shells'],
  ['viewer', 'Viewer', 'looks, and changes nothing'],
];

/** `own` are the team's own roles, as the API lists them. */
export function roleSelect({ value, disabled = false, label, test, change, empty = null, own = [] }) {
  return html`<select class="input select" name="role" aria-label=${label} ?disabled=${disabled} data-test=${test} @change=${change ?? (() => {})}>
    ${empty === null ? '' : html`<option value="" ?selected=${!value}>${empty}</option>`}
    ${ROLES.map(([word, name, what]) => html`<option value=${word} title=${what} ?selected=${word === value}>${name}</option>`)}
    ${own.map(({ slug, name, permissions }) => html`<option value=${slug} title=${permissions.join(', ')} ?selected=${slug === value}>${name}</option>`)}
  </select>`;
}
