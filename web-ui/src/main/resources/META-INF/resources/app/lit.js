// The one place that knows where Lit is served. Directives that insert unescaped HTML are not shipped.
export { LitElement, html, svg, nothing } from '/webjars/lit/3.3.3/lit/index.js';
export { classMap } from '/webjars/lit/3.3.3/lit/directives/class-map.js';
export { ifDefined } from '/webjars/lit/3.3.3/lit/directives/if-defined.js';
export { live } from '/webjars/lit/3.3.3/lit/directives/live.js';
export { ref, createRef } from '/webjars/lit/3.3.3/lit/directives/ref.js';
export { repeat } from '/webjars/lit/3.3.3/lit/directives/repeat.js';
