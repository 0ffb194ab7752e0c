// Line icons on a 16-pixel grid, drawn for the console; decorative, so hidden from assistive tools.
import { html, svg } from '../lit.js';

const PATHS = {
  apps: svg`<rect x="2" y="2" width="5" height="5" rx="1.2"/><rect x="9" y="2" width="5" height="5" rx="1.2"/>
    <rect x="2" y="9" width="5" height="5" rx="1.2"/><rect x="9" y="9" width="5" height="5" rx="1.2"/>`,
  plus: svg`<path d="M8 3v10M3 8h10"/>`,
  external: svg`<path d="M6.5 3H3.8A1.3 1.3 0 0 0 2.5 4.3v7.9a1.3 1.3 0 0 0 1.3 1.3h7.9a1.3 1.3 0 0 0 1.3-1.3V9.5M9.5 2.5h4v4M13 3 7.5 8.5"/>`,
  redeploy: svg`<path d="M13.5 8a5.5 5.5 0 1 1-1.7-4M13.5 2v3h-3"/>`,
  terminal: svg`<path d="m3 5 3 3-3 3M8 11.5h5"/>`,
  search: svg`<circle cx="7" cy="7" r="4.3"/><path d="m10.3 10.3 3.2 3.2"/>`,
  copy: svg`<rect x="5.5" y="5.5" width="8" height="8" rx="1.5"/><path d="M10.5 3A1.5 1.5 0 0 0 9 2H4a2 2 0 0 0-2 2v5a1.5 1.5 0 0 0 1 1.4"/>`,
  check: svg`<path d="m3 8.5 3.2 3.2L13 4.8"/>`,
  cross: svg`<path d="m4 4 8 8M12 4l-8 8"/>`,
  alert: svg`<path d="M8 2.2 14.3 13H1.7zM8 6.5v3M8 11.2v.1"/>`,
  info: svg`<circle cx="8" cy="8" r="5.8"/><path d="M8 7.4v3.4M8 5.2v.1"/>`,
  chevron: svg`<path d="m6 4 4 4-4 4"/>`,
  down: svg`<path d="m4 6 4 4 4-4"/>`,
  branch: svg`<circle cx="4.5" cy="3.8" r="1.6"/><circle cx="4.5" cy="12.2" r="1.6"/><circle cx="11.5" cy="5.5" r="1.6"/>
    <path d="M4.5 5.4v5.2M11.5 7.1c0 2.2-2 2.6-4 2.9-1.6.2-3 .4-3 1"/>`,
  commit: svg`<circle cx="8" cy="8" r="2.6"/><path d="M1.5 8h3.9M10.6 8h3.9"/>`,
  download: svg`<path d="M8 2.5v7.5M4.8 7 8 10.2 11.2 7M2.8 13.3h10.4"/>`,
  wrap: svg`<path d="M2 4h12M2 8h9.5a2.2 2.2 0 0 1 0 4.4H8M9.8 10.6 8 12.4l1.8 1.8M2 12h3"/>`,
  lock: svg`<rect x="3" y="7" width="10" height="6.5" rx="1.5"/><path d="M5.2 7V5a2.8 2.8 0 0 1 5.6 0v2"/>`,
  trash: svg`<path d="M2.5 4.2h11M6 4.2V2.8h4v1.4M4 4.2l.6 8.3a1.2 1.2 0 0 0 1.2 1.1h4.4a1.2 1.2 0 0 0 1.2-1.1l.6-8.3"/>`,
  key: svg`<circle cx="5" cy="11" r="2.7"/><path d="m7 9 6.2-6.2M10.4 5.6l2 2"/>`,
  exit: svg`<path d="M9.5 2.5H4.3A1.3 1.3 0 0 0 3 3.8v8.4a1.3 1.3 0 0 0 1.3 1.3h5.2M7 8h6.5M11 5.5 13.5 8 11 10.5"/>`,
  stop: svg`<rect x="3.8" y="3.8" width="8.4" height="8.4" rx="1.4"/>`,
  play: svg`<path d="M5 3.2v9.6l7.6-4.8z"/>`,
  link: svg`<path d="M6.5 9.5l3-3M7.2 4.6l1.1-1.1a2.9 2.9 0 0 1 4.2 4.2l-1.1 1.1M8.8 11.4l-1.1 1.1a2.9 2.9 0 0 1-4.2-4.2l1.1-1.1"/>`,
  history: svg`<path d="M2.5 8a5.5 5.5 0 1 0 1.7-4M2.5 2v3h3M8 5v3.2l2.2 1.3"/>`,
  sun: svg`<circle cx="8" cy="8" r="2.8"/><path d="M8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9"/>`,
  moon: svg`<path d="M13.3 9.6A5.8 5.8 0 0 1 6.4 2.7a5.6 5.6 0 1 0 6.9 6.9z"/>`,
  keyboard: svg`<rect x="1.5" y="4" width="13" height="8" rx="1.5"/><path d="M4 6.5h.1M6.6 6.5h.1M9.2 6.5h.1M11.8 6.5h.1M5 9.5h6"/>`,
  clock: svg`<circle cx="8" cy="8" r="5.8"/><path d="M8 4.8V8l2.2 1.4"/>`,
  globe: svg`<circle cx="8" cy="8" r="5.8"/><path d="M2.3 8h11.4M8 2.2c3.2 3.4 3.2 8.2 0 11.6M8 2.2c-3.2 3.4-3.2 8.2 0 11.6"/>`,
  settings: svg`<path d="M2.5 4.5h6M11.5 4.5h2M2.5 11.5h2M7.5 11.5h6"/><circle cx="10" cy="4.5" r="1.6"/><circle cx="6" cy="11.5" r="1.6"/>`,
  user: svg`<circle cx="8" cy="5.4" r="2.7"/><path d="M2.8 13.4c.6-2.6 2.6-4 5.2-4s4.6 1.4 5.2 4"/>`,
  box: svg`<path d="M8 1.8 13.6 5v6L8 14.2 2.4 11V5zM2.6 5.1 8 8.2l5.4-3.1M8 8.2v5.8"/>`,
  tag: svg`<path d="M2.5 3.8v4.4l5.4 5.4a1.2 1.2 0 0 0 1.7 0l4-4a1.2 1.2 0 0 0 0-1.7L8.2 2.5H3.8a1.3 1.3 0 0 0-1.3 1.3z"/><path d="M5.6 5.6v.1"/>`,
  menu: svg`<path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11"/>`,
};

export function icon(name) {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">${PATHS[name]}</svg>`;
}

/** The mark: a ship sliding down the ramp. */
export function logo() {
  return html`<svg class="logo" viewBox="1 4 30 28" aria-hidden="true" focusable="false">
    <g transform="rotate(16 16 18)">
      <path class="logo-hull" d="M4.2 15.6h23.4l-3 5.2a3.2 3.2 0 0 1-2.8 1.6H8.8A3.2 3.2 0 0 1 6 20.6z"/>
      <path class="logo-deck" d="M8.8 14v-3.6h6.8V14zM17.6 14V6.6H20V14z"/>
    </g>
    <path class="logo-ramp" d="M2 21.4 30 29.4"/>
  </svg>`;
}
