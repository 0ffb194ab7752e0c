// Every release, newest first: what ran when, and the way back to any of them.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { rollBack } from '../api/slipway.js';
import { Action } from '../components/action.js';
import { confirm } from '../components/dialogs.js';
import { icon } from '../components/icons.js';
import { commitLine, emptyState, pending } from '../components/parts.js';
import { deploymentRow } from '../components/rows.js';
import { Live } from '../live/live.js';
import { router } from '../router.js';

class AppReleases extends SlipwayElement {
  static properties = { app: {} };

  constructor() {
    super();
    this.releases = new Live(this, () => this.app && `/apps/${this.app.id}/releases`);
    this.deployments = new Live(this, () => this.app && `/apps/${this.app.id}/deployments`);
    this.rolling = new Action(this);
  }

  render() {
    const items = this.releases.items;
    return html`<div class="content">
      <div class="section-head"><div><h2>Releases</h2>
        <p class="muted">A release is an image and an environment, and never changes. Rolling back deploys an old one again.</p></div></div>
      ${!items ? pending(this.releases, 'the releases')
        : items.length === 0 ? emptyState('No releases yet', 'The first build that succeeds becomes release 1.')
          : html`<ol class="rows panel flush timeline">${items.map((release) => this.#release(release))}</ol>`}
      ${this.#deployments()}
    </div>`;
  }

  #release(release) {
    const { number, buildNumber, commit, environmentVersion, image, createdAt, current } = release;
    return html`<li class="row" data-test="release-row" data-current=${Boolean(current)}>
      <strong class="row-link">v${number}</strong>
      ${current ? html`<span class="status" data-tone="ok"><span class="status-dot" aria-hidden="true"></span>Current</span>` : nothing}
      <span class="row-main">${commitLine(commit)}
        <span class="muted row-detail">build #${buildNumber} · environment ${environmentVersion ?? 0}${image ? html` · <code
          title=${image}>${shortImage(image)}</code>` : nothing}</span></span>
      <time-ago class="muted row-time" .at=${createdAt}></time-ago>
      ${current ? nothing : html`<button class="button small" type="button" ?disabled=${this.rolling.busy} data-test="rollback"
        @click=${() => this.#rollBack(release)}>${icon('history')}Roll back</button>`}
    </li>`;
  }

  #deployments() {
    const items = this.deployments.items ?? [];
    if (items.length === 0) return nothing;
    return html`<div class="section-head"><h2>Deployments</h2></div>
      <ul class="rows panel flush">${items.map((deployment) => deploymentRow(this.app, deployment))}</ul>`;
  }

  async #rollBack({ number, buildNumber }) {
    const sure = await confirm({
      title: `Roll ${this.app.name} back to v${number}?`,
      text: `The image of build #${buildNumber} is deployed again with its own environment. The running release serves until the old one answers.`,
      action: `Roll back to v${number}`,
    });
    if (!sure) return;
    const done = await this.rolling.run(() => rollBack(this.app.id, number), `Rolling back to v${number}`);
    if (done?.value?.id) router.go(`/apps/${this.app.id}/deployments/${done.value.id}`);
  }
}

function shortImage(image) {
  return image.replace(/^sha256:/, '').slice(0, 12);
}

customElements.define('app-releases', AppReleases);
