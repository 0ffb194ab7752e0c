// What an edit of the environment changes, before it is applied.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { plural } from '../text/names.js';

const SIGNS = { added: '+', changed: '~', removed: '−' };

/** `changes` as diffEnv gives them. */
class EnvironmentReview extends SlipwayElement {
  static properties = { changes: {} };

  render() {
    const counts = ['added', 'changed', 'removed']
      .map((kind) => [kind, this.changes.filter((change) => change.kind === kind).length])
      .filter(([, count]) => count > 0)
      .map(([kind, count]) => `${count} ${kind}`);
    return html`<div class="env-review" data-test="env-review">
      <p><strong>${plural(this.changes.length, 'change')}</strong> <span class="muted">${counts.join(', ')}</span></p>
      <ul>${this.changes.map((change) => this.#line(change))}</ul>
    </div>`;
  }

  #line({ name, kind, before, after, secret }) {
    const shown = (value) => (secret ? '••••••' : value);
    return html`<li data-kind=${kind}><span class="env-sign" aria-label=${kind}>${SIGNS[kind]}</span><code>${name}</code>
      ${kind !== 'added' && before !== null ? html`<del>${shown(before)}</del>` : nothing}
      ${kind !== 'removed' && after !== null ? html`<ins>${shown(after)}</ins>` : nothing}
      ${secret ? html`<span class="muted">secret</span>` : nothing}</li>`;
  }
}

customElements.define('environment-review', EnvironmentReview);
