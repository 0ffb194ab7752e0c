// The deployment of a release: its steps, and why it failed.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { failureBanner, statusPill } from './parts.js';

class DeploySteps extends SlipwayElement {
  static properties = { deployment: {} };

  render() {
    if (!this.deployment) return nothing;
    const { number, releaseNumber, status, failure, steps, createdAt, finishedAt } = this.deployment;
    return html`<section class="panel" data-test="deployment" data-status=${status}>
      <div class="panel-head"><h2>Deployment #${number}</h2>${statusPill(status, 'deployment')}
        <span class="muted">release ${releaseNumber}</span><span class="spacer"></span>
        <time-span class="muted" .from=${createdAt} .to=${finishedAt}></time-span></div>
      ${status === 'failed' ? failureBanner('The deployment failed; the previous release keeps running', failure) : nothing}
      <stage-list label="Deployment steps" .stages=${steps}></stage-list>
    </section>`;
  }
}

customElements.define('deploy-steps', DeploySteps);
