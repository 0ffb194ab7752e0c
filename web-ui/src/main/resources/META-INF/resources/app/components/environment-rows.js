// The table of variables: names, values, and which of them are secrets that can only be replaced.
import { html, live, nothing, repeat } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { isVariableName } from '../text/env.js';
import { icon } from './icons.js';

/** `variables` are {key, name, value|null, secret, fixed}. Announces `rows-change` with the new list. */
class EnvironmentRows extends SlipwayElement {
  static properties = { variables: {} };

  render() {
    return html`<div class="env-rows" role="table" aria-label="Environment variables">
      <div class="env-row env-head" role="row"><span role="columnheader">Name</span><span role="columnheader">Value</span>
        <span role="columnheader">Secret</span><span></span></div>
      ${repeat(this.variables, ({ key }) => key, (variable) => this.#row(variable))}
    </div>`;
  }

  focusLast() {
    this.updateComplete.then(() => this.querySelector('.env-row:last-of-type input')?.focus());
  }

  #row(variable) {
    const { key, name, value, secret, fixed } = variable;
    const bad = name !== '' && !isVariableName(name);
    const twice = name !== '' && this.variables.some((other) => other.key !== key && other.name === name);
    return html`<div class="env-row" role="row" data-test="env-row" data-name=${name}>
      <input class="input mono" role="cell" aria-label="Name" placeholder="NAME" autocomplete="off" spellcheck="false" data-test="env-name"
        .value=${live(name)} ?readonly=${fixed} aria-invalid=${bad || twice} title=${this.#nameProblem(bad, twice)}
        @input=${(event) => this.#change(key, { name: event.target.value.trim() })}>
      ${value === null ? this.#hidden(key) : this.#value(key, value, secret)}
      <label class="switch" title=${fixed && secret ? 'A secret stays one: remove it to start over' : 'Secrets can be replaced, never read again'}>
        <input type="checkbox" .checked=${live(secret)} ?disabled=${fixed && secret} data-test="env-secret"
          @change=${(event) => this.#change(key, { secret: event.target.checked })}><span class="visually-hidden">Secret</span></label>
      <button class="icon-button" type="button" aria-label=${`Remove ${name || 'this variable'}`} title="Remove" data-test="env-remove"
        @click=${() => this.#emit(this.variables.filter((other) => other.key !== key))}>${icon('trash')}</button>
    </div>`;
  }

  #nameProblem(bad, twice) {
    if (bad) return 'Letters, digits and _, not starting with a digit';
    return twice ? 'This name is there twice' : '';
  }

  #hidden(key) {
    return html`<span class="env-hidden" role="cell">${icon('lock')}<span>Set, not shown</span>
      <button class="button small" type="button" data-test="env-replace" @click=${() => this.#replace(key)}>Replace</button></span>`;
  }

  #value(key, value, secret) {
    const rows = value.includes('\n') ? Math.min(6, value.split('\n').length) : 1;
    return rows > 1 && !secret
      ? html`<textarea class="input mono" rows=${rows} aria-label="Value" spellcheck="false" data-test="env-value" .value=${live(value)}
          @input=${(event) => this.#change(key, { value: event.target.value })}></textarea>`
      : html`<input class="input mono" role="cell" type=${secret ? 'password' : 'text'} aria-label="Value" autocomplete="off" spellcheck="false"
          placeholder="value" data-test="env-value" .value=${live(value)} @input=${(event) => this.#change(key, { value: event.target.value })}>`;
  }

  #replace(key) {
    this.#change(key, { value: '' });
    this.updateComplete.then(() => this.querySelector('input[type=password]')?.focus());
  }

  #change(key, part) {
    this.#emit(this.variables.map((variable) => (variable.key === key ? { ...variable, ...part } : variable)));
  }

  #emit(variables) {
    this.dispatchEvent(new CustomEvent('rows-change', { detail: variables }));
  }
}

customElements.define('environment-rows', EnvironmentRows);
