// One deployment: how the app went from one release to another.
import { html } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { pending } from '../components/parts.js';
import { Live } from '../live/live.js';
import { setTitle } from '../router.js';

class AppDeployment extends SlipwayElement {
  static properties = { app: {}, deploymentId: {} };

  constructor() {
    super();
    this.deployment = new Live(this, () => this.deploymentId && `/deployments/${this.deploymentId}`);
  }

  updated() {
    if (this.deployment.value) setTitle(`Deployment #${this.deployment.value.number}`, this.app.name);
  }

  render() {
    const deployment = this.deployment.value;
    if (!deployment) {
      return html`<div class="content">${this.deployment.error?.status === 404
        ? html`<page-not-found what="deployment"></page-not-found>` : pending(this.deployment, 'this deployment')}</div>`;
    }
    return html`<div class="content">
      <a class="quiet-link back" href=${`/apps/${this.app.id}/releases`}>All releases</a>
      <deploy-steps .deployment=${deployment}></deploy-steps>
      <p class="muted">Started <time-ago .at=${deployment.createdAt}></time-ago>.</p>
    </div>`;
  }
}

customElements.define('app-deployment', AppDeployment);
