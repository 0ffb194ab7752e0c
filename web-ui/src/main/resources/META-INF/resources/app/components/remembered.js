// Small choices of this browser (wrapping, times) that outlive the page.

export function recall(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(`slipway.${name}`)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(`slipway.${name}`, JSON.stringify(value));
  } catch {
    // A private window may refuse storage: the choice then lasts as long as the page.
  }
}
