// Small templates used by many pages: they hold no state, so they are functions, not elements.
import { html, nothing } from '../lit.js';
import { sentence } from '../text/names.js';
import { statusLabel, statusTone } from '../text/status.js';
import { icon } from './icons.js';

/** A status as dot and word. `kind` is 'app', 'build', 'deployment', 'step' or 'instance'. */
export function statusPill(status, kind = 'app', test = nothing) {
  return html`<span class="status" data-tone=${statusTone(status, kind)} data-status=${status} data-test=${test}
    ><span class="status-dot" aria-hidden="true"></span>${statusLabel(status)}</span>`;
}

/** A failure, said prominently: what happened, and what to do next. */
export function failureBanner(title, detail, action = nothing) {
  return html`<div class="banner" data-tone="bad" role="alert" data-test="failure">
    ${icon('alert')}
    <div class="banner-text"><strong>${title}</strong>${detail ? html`<p>${sentence(detail)}</p>` : nothing}</div>
    ${action}
  </div>`;
}

export function notice(tone, text, action = nothing) {
  return html`<div class="banner" data-tone=${tone} role="status">
    ${icon(tone === 'ok' ? 'check' : 'info')}<div class="banner-text"><p>${text}</p></div>${action}
  </div>`;
}

/** What a page shows while it waits, or when it could not be read. `retry` reads it again. */
export function pending(resource, what) {
  if (resource.error) {
    return failureBanner(`Could not load ${what}`, resource.error.message,
      html`<button class="button" type="button" @click=${() => resource.refresh()}>Try again</button>`);
  }
  return html`<div class="skeleton" aria-busy="true" aria-label=${`Loading ${what}`}><i></i><i></i><i></i></div>`;
}

export function emptyState(title, text, action = nothing) {
  return html`<div class="empty"><h3>${title}</h3><p>${text}</p>${action}</div>`;
}

export function commitLine(commit) {
  if (!commit) return nothing;
  return html`<span class="commit" title=${`${commit.id}\n${commit.message ?? ''}`}>
    <code>${commit.id.slice(0, 7)}</code><span class="commit-message">${(commit.message ?? '').split('\n', 1)[0]}</span>
  </span>`;
}

export function tokenName(name) {
  return html`<code class="inline-code">${name}</code>`;
}
