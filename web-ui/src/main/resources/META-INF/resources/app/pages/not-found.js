// Nothing here, or nothing you may see: the two look the same on purpose.
import { html } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { setTitle } from '../router.js';

class NotFoundPage extends SlipwayElement {
  static properties = { what: {} };

  firstUpdated() {
    setTitle('Not found');
  }

  render() {
    const what = this.what ?? 'page';
    return html`<div class="content narrow first" data-test="not-found"><h1>No such ${what}</h1>
      <p class="lead">It does not exist, was deleted, or belongs to a team you are not in.</p>
      <p><a class="button" href="/">All apps</a></p></div>`;
  }
}

customElements.define('page-not-found', NotFoundPage);
