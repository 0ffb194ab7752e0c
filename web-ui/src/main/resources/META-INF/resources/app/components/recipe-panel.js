// The Dockerfile of a build or of an app: shown, and for an app also written anew.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { buildApp, withdrawRecipe, writeRecipe } from '../api/slipway.js';
import { Action } from './action.js';
import { icon } from './icons.js';
import { failureBanner } from './parts.js';
import { Live } from '../live/live.js';
import { store } from '../live/store.js';
import { router } from '../router.js';
import { recipeWords } from '../text/recipe.js';

class RecipePanel extends SlipwayElement {
  static properties = { app: {}, buildId: {}, editing: { state: true } };

  constructor() {
    super();
    this.recipe = new Live(this, () => this.#path());
    this.saving = new Action(this, { quiet: true });
  }

  render() {
    const recipe = this.recipe.value;
    if (!recipe?.origin) return nothing;
    return html`<details class="fold" data-test="recipe" data-origin=${recipe.origin}>
      <summary>${icon('chevron')}Dockerfile<span class="muted">${recipeWords(recipe)}</span></summary>
      <div class="fold-body">${this.editing ? this.#editor(recipe) : this.#text(recipe)}</div>
    </details>`;
  }

  #text(recipe) {
    return html`<pre class="mono recipe-text" data-test="recipe-text">${recipe.dockerfile}</pre>
      ${this.buildId ? nothing : html`<div class="form-actions">
        <button class="button" type="button" data-test="edit-recipe" @click=${() => { this.editing = true; }}>Edit</button>
        ${recipe.origin === 'edited' ? html`<button class="button" type="button" data-test="withdraw-recipe" ?disabled=${this.saving.busy}
          @click=${this.#withdraw}>Use the repository’s again</button>` : nothing}
        <span class="muted">What you write here counts instead of the repository’s, from the next build on.</span></div>`}`;
  }

  #editor(recipe) {
    return html`<form @submit=${this.#save}>
      ${this.saving.error ? failureBanner('Could not save the Dockerfile', this.saving.error.message) : nothing}
      <textarea class="input mono" name="dockerfile" rows="24" aria-label="Dockerfile" spellcheck="false"
        data-test="recipe-editor" .value=${recipe.dockerfile}></textarea>
      <div class="form-actions">
        <button class="button primary" type="submit" data-test="save-recipe" ?disabled=${this.saving.busy}>Save and build</button>
        <button class="button" type="button" @click=${() => { this.editing = false; }}>Cancel</button></div>
    </form>`;
  }

  async #save(event) {
    event.preventDefault();
    const { dockerfile } = Object.fromEntries(new FormData(event.target));
    const done = await this.saving.run(async () => {
      store.put(this.#path(), await writeRecipe(this.app.id, dockerfile));
      return buildApp(this.app.id);
    }, 'Dockerfile saved, build queued');
    if (!done) return;
    this.editing = false;
    router.go(`/apps/${this.app.id}/builds/${done.value.id}`);
  }

  async #withdraw() {
    const done = await this.saving.run(() => withdrawRecipe(this.app.id), 'The repository’s Dockerfile counts again');
    if (done) store.put(this.#path(), done.value);
  }

  #path() {
    if (this.buildId) return `/builds/${this.buildId}/recipe`;
    return this.app && `/apps/${this.app.id}/recipe`;
  }
}

customElements.define('recipe-panel', RecipePanel);
