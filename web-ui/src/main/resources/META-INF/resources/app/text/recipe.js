// Words for where a Dockerfile comes from.

export function recipeWords({ origin, kind }) {
  if (origin === 'generated') return `made for ${kind}`;
  if (origin === 'edited') return 'written in the settings';
  return `${kind} of the repository`;
}
