// Small public repositories that deploy as they are, for people who want to see something first.
import { html } from '../lit.js';
import { withQuery } from '../routes.js';

const SAMPLES = [
  { name: 'A page', language: 'static site', repository: 'https://github.com/mdn/beginner-html-site-styled' },
  { name: 'Express', language: 'Node, no Dockerfile', repository: 'https://github.com/heroku/node-js-getting-started' },
  { name: 'Hello', language: 'Dockerfile, BusyBox', repository: 'https://github.com/crccheck/docker-hello-world' },
];

/** Cards that fill the one field of the new-app page. */
export function sampleCards() {
  return html`<section class="samples" aria-label="Samples"><h2>Or try a sample</h2><div class="sample-grid">
    ${SAMPLES.map(({ name, language, repository }) => html`
      <a class="sample" href=${withQuery('/new', { repository })} data-test="sample"><strong>${name}</strong><span>${language}</span></a>`)}
  </div></section>`;
}
