// What a team may use, what it uses now, and what its apps have used; operators decide the limits here.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { decideQuota } from '../api/slipway.js';
import { Action } from '../components/action.js';
import { emptyState, failureBanner, pending } from '../components/parts.js';
import { Live } from '../live/live.js';
import { session } from '../live/session.js';
import { store } from '../live/store.js';
import { setTitle } from '../router.js';
import { AMOUNTS, amount, cpuHours, gibHours, readAmounts, share } from '../text/usage.js';
import { formatMemory } from '../text/memory.js';

class UsagePage extends SlipwayElement {
  static properties = { params: {}, problem: { state: true } };

  constructor() {
    super();
    this.problem = null;
    this.quota = new Live(this, () => this.#quotaPath());
    this.usage = new Live(this, () => `/teams/${this.params.teamId}/usage`);
    this.deciding = new Action(this, { quiet: true });
  }

  connectedCallback() {
    super.connectedCallback();
    this.listen(session, 'change', () => this.requestUpdate());
    setTitle('Usage');
  }

  render() {
    return html`<div class="content">
      <div class="title-row"><h1>Usage</h1></div>
      <p class="lead">What this team may use, and what its apps have used in the last 30 days.</p>
      <section class="section"><h2>Quota</h2>${this.quota.value ? this.#limits() : pending(this.quota, 'the quota')}</section>
      <section class="section"><div class="section-head"><h2>Used by app</h2><span class="spacer"></span>
        <a class="button" href=${`/api/v1/teams/${this.params.teamId}/usage/hours`} download="usage.csv" data-test="usage-csv">CSV by the hour</a></div>
        ${this.usage.value ? this.#apps() : pending(this.usage, 'what was used')}</section>
    </div>`;
  }

  #limits() {
    const { limits, used } = this.quota.value;
    return html`<ul class="rows panel flush">${AMOUNTS.map(({ name, label, unit }) => html`
      <li class="row" data-test="quota-row" data-name=${name}><span class="row-link">${label}</span>
        <meter class="meter" min="0" max="1" high="0.9" .value=${share(used[name], limits[name])} aria-label=${label}></meter>
        <span class="row-main">${present(used[name]) ? amount(used[name], unit) : '–'} of ${amount(limits[name], unit)}</span></li>`)}</ul>
      ${session.current?.user?.operator ? this.#form() : nothing}`;
  }

  #form() {
    const { decided } = this.quota.value;
    return html`<form class="panel" @submit=${this.#decide}>
      <p class="muted">As an operator you decide this team's limits; an empty field is the platform's own.
        Memory, disk, logs and registry as 512m, 20g or bytes.</p>
      <div class="fields">${AMOUNTS.map(({ name, label, unit }) => html`<label class="field"><span>${label}</span>
        <input class="input" name=${name} .value=${present(decided[name]) ? amount(decided[name], unit, true) : ''}
          data-test=${`quota-${name}`}></label>`)}</div>
      ${this.problem ? html`<p class="field-problem">${this.problem}</p>` : nothing}
      ${this.deciding.error ? failureBanner('Could not decide', this.deciding.error.message) : nothing}
      <div class="form-actions"><button class="button primary" type="submit" ?disabled=${this.deciding.busy} data-test="decide-quota">Decide</button></div>
    </form>`;
  }

  #apps() {
    const { items } = this.usage.value;
    if (items.length === 0) return emptyState('Nothing used yet', 'Use is counted once a minute, as soon as something runs.');
    return html`<ul class="rows panel flush">${items.map(({ appId, app, cpuSeconds, memoryByteSeconds, sentBytes }) => html`
      <li class="row" data-test="usage-row" data-app=${appId ?? ''}><span class="row-link">${app}</span>
        <span class="row-main">${cpuHours(cpuSeconds)} · ${gibHours(memoryByteSeconds)} · ${formatMemory(sentBytes)} sent</span></li>`)}</ul>`;
  }

  async #decide(event) {
    event.preventDefault();
    const { limits, problem } = readAmounts(new FormData(event.target));
    this.problem = problem;
    if (problem) return;
    const done = await this.deciding.run(() => decideQuota(this.params.teamId, limits), 'Quota decided');
    if (done) store.put(this.#quotaPath(), done.value);
  }

  #quotaPath() {
    return `/teams/${this.params.teamId}/quota`;
  }
}

function present(value) {
  return value !== undefined && value !== null;
}

customElements.define('page-usage', UsagePage);
