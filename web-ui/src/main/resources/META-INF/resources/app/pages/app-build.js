// One build as it happens: stages, log, and the deployment that follows.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { buildApp, buildTicket, cancelBuild } from '../api/slipway.js';
import { Action } from '../components/action.js';
import { icon } from '../components/icons.js';
import { commitLine, failureBanner, pending, statusPill } from '../components/parts.js';
import { announce } from '../components/toasts.js';
import { Live } from '../live/live.js';
import { router, setTitle } from '../router.js';
import { webAddress } from '../text/links.js';
import { repositoryLabel } from '../text/repository.js';
import { buildStages, isUnfinished, statusLabel } from '../text/status.js';

class AppBuild extends SlipwayElement {
  static properties = { app: {}, buildId: {} };
  #said = null;

  constructor() {
    super();
    this.build = new Live(this, () => this.buildId && `/builds/${this.buildId}`);
    this.releases = new Live(this, () => this.app && `/apps/${this.app.id}/releases`);
    this.deployments = new Live(this, () => this.app && `/apps/${this.app.id}/deployments`);
    this.changing = new Action(this);
  }

  updated() {
    const build = this.build.value;
    if (!build) return;
    setTitle(`Build #${build.number}`, this.app.name);
    const said = `Build ${build.number}: ${statusLabel(build.status)}`;
    if (this.#said !== null && this.#said !== said) announce(said);
    this.#said = said;
  }

  render() {
    const build = this.build.value;
    if (!build) {
      return html`<div class="content">${this.build.error?.status === 404
        ? html`<page-not-found what="build"></page-not-found>` : pending(this.build, 'this build')}</div>`;
    }
    const deployment = this.#deployment(build);
    return html`<div class="content build-page" data-test="build" data-status=${build.status}>
      ${this.#head(build)}
      ${this.#outcome(build, deployment)}
      <section class="panel"><stage-list label="Build stages" .stages=${buildStages(build)}></stage-list></section>
      <recipe-panel .buildId=${build.id}></recipe-panel>
      ${build.status === 'succeeded' ? this.#papers(build) : nothing}
      <deploy-steps .deployment=${deployment}></deploy-steps>
      <log-view compact data-test="build-log" label="Build log" .source=${this.#source(build)}></log-view>
    </div>`;
  }

  #head({ number, status, commit, ref, createdAt, startedAt, finishedAt, id }) {
    const unfinished = isUnfinished({ status });
    return html`<div class="section-head build-head">
      <div><div class="build-title"><h2>Build #${number}</h2>${statusPill(status, 'build', 'build-status')}</div>
        <p class="muted build-facts">${commitLine(commit)}${ref ? html`<span class="branch">${icon('branch')}${ref}</span>` : nothing}
          <time-ago .at=${createdAt}></time-ago><time-span .from=${startedAt} .to=${finishedAt}></time-span></p></div>
      <span class="spacer"></span>
      ${unfinished
        ? html`<button class="button" type="button" ?disabled=${this.changing.busy} data-test="cancel-build"
            @click=${() => this.changing.run(() => cancelBuild(id), 'Build is being cancelled')}>${icon('stop')}Cancel</button>`
        : html`<button class="button" type="button" ?disabled=${this.changing.busy} data-test="retry-build"
            @click=${() => this.#retry(ref)}>${icon('redeploy')}${status === 'succeeded' ? 'Build again' : 'Retry'}</button>`}
    </div>`;
  }

  #outcome({ status, failure }, deployment) {
    if (status === 'failed') return failureBanner('The build failed', failure || 'no reason was given: the log below has the last words');
    if (status === 'cancelled') return failureBanner('The build was cancelled', failure);
    const address = webAddress(this.app.url);
    if (deployment?.status !== 'succeeded' || !address) return nothing;
    return html`<div class="banner launched" data-tone="ok" role="status" data-test="launched">${icon('check')}
      <div class="banner-text"><strong>Deployed</strong><p><a href=${address} target="_blank" rel="noopener">${repositoryLabel(address)}</a></p></div>
      <a class="button primary" href=${address} target="_blank" rel="noopener">${icon('external')}Open</a></div>`;
  }

  #papers({ id }) {
    return html`<p class="muted" data-test="papers">What is in the image:
      <a href="/api/v1/builds/${id}/sbom" download>bill of materials (CycloneDX)</a>. How it was built:
      <a href="/api/v1/builds/${id}/provenance" download>provenance (SLSA)</a>.</p>`;
  }

  /** The newest deployment of the release this build made, if there is one yet. */
  #deployment({ number }) {
    const release = this.releases.items?.find(({ buildNumber }) => buildNumber === number);
    return release ? this.deployments.items?.find(({ releaseNumber }) => releaseNumber === release.number) ?? null : null;
  }

  #source({ id, number, status }) {
    return {
      key: `build ${id}`,
      path: `/streams/builds/${id}/log`,
      ticket: () => buildTicket(id),
      name: `${this.app.name}-build-${number}`,
      empty: status === 'queued' ? 'Waiting for a free place to build.' : 'No output yet.',
    };
  }

  async #retry(ref) {
    const done = await this.changing.run(() => buildApp(this.app.id, ref));
    if (done) router.go(`/apps/${this.app.id}/builds/${done.value.id}`);
  }
}

customElements.define('app-build', AppBuild);
