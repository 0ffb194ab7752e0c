// Choosing a role, with what each may do.
import { html } from '../lit.js';

export const ROLES = [
  ['owner', 'Owner', 'everything, and cannot be removed by admins'],
  ['admin', 'Admin', 'everything but handling owners'],
  ['deployer', 'Deployer', 'builds, deploys, changes apps, opens shells'],
  ['viewer', 'Viewer', 'looks, and changes nothing'],
];

export function roleSelect({ value, disabled = false, label, test, change, empty = null }) {
  return html`<select class="input select" name="role" aria-label=${label} ?disabled=${disabled} data-test=${test} @change=${change ?? (() => {})}>
    ${empty === null ? '' : html`<option value="" ?selected=${!value}>${empty}</option>`}
    ${ROLES.map(([word, name, what]) => html`<option value=${word} title=${what} ?selected=${word === value}>${name}</option>`)}
  </select>`;
}
