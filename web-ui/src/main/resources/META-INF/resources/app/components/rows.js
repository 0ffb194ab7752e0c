// One line each for a build, a deployment, an instance: the same wherever they are listed.
import { html, nothing } from '../lit.js';
import { withQuery } from '../routes.js';
import { firstLine } from '../text/names.js';
import { endedBadly, instanceReason } from '../text/status.js';
import { commitLine, statusPill } from './parts.js';

export function buildRow(app, build) {
  const { id, number, status, commit, ref, failure, createdAt, startedAt, finishedAt } = build;
  return html`<li class="row" data-test="build-row" data-status=${status}>
    <a class="row-link cover" href=${`/apps/${app.id}/builds/${id}`}>#${number}</a>
    ${statusPill(status, 'build')}
    <span class="row-main">${commit ? commitLine(commit) : html`<span class="muted">${ref ?? 'newest commit'}</span>`}
      ${failure ? html`<span class="row-reason">${firstLine(failure)}</span>` : nothing}</span>
    <time-span class="muted" .from=${startedAt} .to=${finishedAt}></time-span>
    <time-ago class="muted row-time" .at=${createdAt}></time-ago>
  </li>`;
}

export function deploymentRow(app, deployment) {
  const { id, number, status, releaseNumber, failure, createdAt, finishedAt } = deployment;
  return html`<li class="row" data-test="deployment-row" data-status=${status}>
    <a class="row-link cover" href=${`/apps/${app.id}/deployments/${id}`}>#${number}</a>
    ${statusPill(status, 'deployment')}
    <span class="row-main"><span>release v${releaseNumber}</span>${failure ? html`<span class="row-reason">${firstLine(failure)}</span>` : nothing}</span>
    <time-span class="muted" .from=${createdAt} .to=${finishedAt}></time-span>
    <time-ago class="muted row-time" .at=${createdAt}></time-ago>
  </li>`;
}

export function instanceRow(app, instance) {
  const { id, container, status, releaseNumber, startedAt, finishedAt } = instance;
  const reason = instanceReason(instance);
  const short = (container ?? '').slice(0, 12);
  return html`<li class="row" data-test="instance-row" data-status=${status}>
    <code class="row-link">${short}</code>
    ${statusPill(status, 'instance')}
    <span class="row-main"><span class="muted">release v${releaseNumber}</span>
      ${reason ? html`<span class=${endedBadly(instance) ? 'row-reason whole' : 'muted row-reason-mild'}>${reason}</span>` : nothing}</span>
    <span class="muted row-time">${status === 'running' ? html`up <time-span .from=${startedAt}></time-span>` : html`<time-ago
      .at=${finishedAt ?? startedAt}></time-ago>`}</span>
    <a class="quiet-link" href=${withQuery(`/apps/${app.id}/logs`, { instance: id })}>Logs</a>
  </li>`;
}
