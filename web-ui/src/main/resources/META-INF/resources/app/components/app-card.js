// One app in the grid of the home page.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { webAddress } from '../text/links.js';
import { repositoryLabel } from '../text/repository.js';
import { icon } from './icons.js';
import { commitLine, statusPill } from './parts.js';

class AppCard extends SlipwayElement {
  static properties = { app: {} };

  render() {
    const { id, name, project, status, url, repository, branch } = this.app;
    const address = webAddress(url);
    return html`<article class="app-card" data-tone=${status} data-test="app-card" data-app=${name}>
      <div class="app-card-head">
        <h3><a class="cover" href=${`/apps/${id}`} data-test="app-link">${name}</a></h3>
        ${statusPill(status)}
      </div>
      ${address ? html`<a class="app-card-url" href=${address} target="_blank" rel="noopener">${repositoryLabel(address)}${icon('external')}</a>`
        : html`<span class="app-card-url muted">No address yet</span>`}
      ${this.#latest()}
      <div class="app-card-foot"><span>${project?.name}</span>
        <span class="ellipsis" title=${repository}>${repositoryLabel(repository)}</span>
        ${branch ? html`<span class="branch">${icon('branch')}${branch}</span>` : nothing}</div>
    </article>`;
  }

  #latest() {
    const { latestBuild, createdAt } = this.app;
    if (!latestBuild) return html`<p class="app-card-latest muted">Created <time-ago .at=${createdAt}></time-ago></p>`;
    const { commit, number, createdAt: at } = latestBuild;
    return html`<p class="app-card-latest">${commit ? commitLine(commit) : html`<span class="muted">Build #${number}</span>`}
      <time-ago class="muted" .at=${commit?.at ?? at}></time-ago></p>`;
  }
}

customElements.define('app-card', AppCard);
