// Stages of a build or steps of a deployment: name, state, time.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { stageLabel, statusLabel, statusTone } from '../text/status.js';
import { icon } from './icons.js';

const MARKS = { succeeded: 'check', failed: 'cross', cancelled: 'stop', skipped: 'stop' };

class StageList extends SlipwayElement {
  static properties = { stages: {}, label: {} };

  render() {
    const stages = this.stages ?? [];
    return html`<ol class="stages" aria-label=${this.label ?? 'Progress'} data-test="stages">
      ${stages.map((stage) => this.#stage(stage))}</ol>`;
  }

  #stage({ name, status, detail, startedAt, finishedAt }) {
    return html`<li class="stage" data-tone=${statusTone(status, 'step')} data-status=${status} data-test=${`stage-${name}`}>
      <span class="stage-mark" aria-hidden="true">${MARKS[status] ? icon(MARKS[status]) : nothing}</span>
      <span class="stage-name">${stageLabel(name)}<span class="visually-hidden">: ${statusLabel(status)}</span></span>
      <time-span .from=${startedAt} .to=${finishedAt}></time-span>
      ${detail ? html`<span class="stage-detail" title=${detail}>${shortenDigests(detail)}</span>` : nothing}
    </li>`;
  }
}

function shortenDigests(text) {
  return text.replace(/sha256:([0-9a-f]{12})[0-9a-f]{52}/g, '$1');
}

customElements.define('stage-list', StageList);
