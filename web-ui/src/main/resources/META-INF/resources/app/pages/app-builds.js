// All builds of an app, and a build of any branch, tag or commit.
import { html } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { buildApp } from '../api/slipway.js';
import { Action } from '../components/action.js';
import { emptyState, pending } from '../components/parts.js';
import { buildRow } from '../components/rows.js';
import { Live } from '../live/live.js';
import { router } from '../router.js';

class AppBuilds extends SlipwayElement {
  static properties = { app: {} };

  constructor() {
    super();
    this.builds = new Live(this, () => this.app && `/apps/${this.app.id}/builds`);
    this.building = new Action(this);
  }

  render() {
    const items = this.builds.items;
    return html`<div class="content">
      <div class="section-head"><h2>Builds</h2><span class="spacer"></span>
        <form class="inline-form" @submit=${this.#build}><input class="input" name="ref" aria-label="Branch, tag or commit" autocomplete="off"
          spellcheck="false"
            placeholder=${this.app.branch || 'branch, tag or commit'} data-test="build-ref">
          <button class="button" type="submit" ?disabled=${this.building.busy} data-test="build">Build</button></form></div>
      ${!items ? pending(this.builds, 'the builds')
        : items.length === 0 ? emptyState('No builds yet', 'Build fetches the newest commit, builds it, and deploys what comes out.')
          : html`<ul class="rows panel flush">${items.map((build) => buildRow(this.app, build))}</ul>`}
    </div>`;
  }

  async #build(event) {
    event.preventDefault();
    const ref = new FormData(event.target).get('ref').trim();
    const done = await this.building.run(() => buildApp(this.app.id, ref));
    if (done) router.go(`/apps/${this.app.id}/builds/${done.value.id}`);
  }
}

customElements.define('app-builds', AppBuilds);
