// Small wordings shared by pages.

export function plural(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}

export function shortCommit(commit) {
  return commit?.id ? commit.id.slice(0, 7) : null;
}

export function firstLine(text) {
  return (text ?? '').split('\n', 1)[0];
}

/** Sentences of the API are lower case without a full stop; on a page they stand alone. */
export function sentence(text) {
  const trimmed = (text ?? '').trim();
  if (trimmed === '') return '';
  const capital = /^[a-z][a-z-]*[\s,:]/.test(trimmed) ? trimmed.charAt(0).toUpperCase() + trimmed.slice(1) : trimmed;
  return /[.!?…:]$/.test(capital) ? capital : `${capital}.`;
}

export function initials(name) {
  const words = (name ?? '').trim().split(/\s+/).filter(Boolean);
  return words.slice(0, 2).map((word) => word[0].toUpperCase()).join('') || '?';
}

/** "Firefox on Linux" of a User-Agent header; good enough to recognize one's own browser. */
export function browserName(agent) {
  if (!agent) return 'Unknown client';
  const known = [['Edg/', 'Edge'], ['OPR/', 'Opera'], ['Firefox/', 'Firefox'], ['Chrome/', 'Chrome'], ['Safari/', 'Safari']];
  const systems = [['Android', 'Android'], ['iPhone', 'iPhone'], ['Windows', 'Windows'], ['Mac OS X', 'macOS'], ['Linux', 'Linux']];
  const browser = known.find(([mark]) => agent.includes(mark))?.[1];
  const system = systems.find(([mark]) => agent.includes(mark))?.[1];
  if (!browser) return agent.split('/')[0].slice(0, 40);
  return system ? `${browser} on ${system}` : browser;
}
