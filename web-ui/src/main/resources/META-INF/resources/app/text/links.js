// Finds web addresses in text. Only http and https: a link in a log must never run a script or open a program.

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`\u0000-\u0020\\^{|}]+/gi;
const TRAILING = /[.,;:!?)\]]+$/;

/** Splits text into [{text, href|null}]. Joining the texts gives the input. */
export function splitLinks(text) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(TRAILING, '');
    const href = webAddress(address);
    if (href === null) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index), href: null });
    parts.push({ text: address, href });
    from = match.index + address.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), href: null });
  return parts;
}

/** The address when it is a plain http or https one, else null. */
export function webAddress(address) {
  try {
    const { protocol } = new URL(address);
    return protocol === 'http:' || protocol === 'https:' ? address : null;
  } catch {
    return null;
  }
}
