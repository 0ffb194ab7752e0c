// What an edit of the environment changes, so that it can be shown before it is applied.

/**
 * Compares two lists of {name, value|null, secret}. A null value means "a secret, unchanged".
 * Returns [{name, kind: 'added'|'changed'|'removed', before, after, secret}] in the order of names.
 */
export function diffEnv(before, after) {
  const old = new Map(before.map((variable) => [variable.name, variable]));
  const fresh = new Map(after.map((variable) => [variable.name, variable]));
  const names = [...new Set([...old.keys(), ...fresh.keys()])].sort();
  return names.map((name) => change(name, old.get(name), fresh.get(name))).filter(Boolean);
}

/** Adds pasted variables to the edited ones: known names get the new value, others are appended. */
export function mergeEnv(current, pasted, isSecret) {
  const merged = current.map((variable) => ({ ...variable }));
  for (const { name, value } of pasted) {
    const known = merged.find((variable) => variable.name === name);
    if (known) known.value = value;
    else merged.push({ name, value, secret: isSecret(name) });
  }
  return merged;
}

function change(name, before, after) {
  if (!before) return { name, kind: 'added', before: null, after: after.value, secret: after.secret };
  if (!after) return { name, kind: 'removed', before: before.value, after: null, secret: before.secret };
  const sameValue = after.value === before.value;
  if (sameValue && before.secret === after.secret) return null;
  return { name, kind: 'changed', before: before.value, after: after.value, secret: before.secret || after.secret };
}
