// Which resources a change concerns.

/** Whether the resource at this path must be read again after the change {kind, id, appId}. */
export function touches(path, change) {
  if (change.kind === 'resync') return true;
  const [, collection, id] = path.split('?')[0].split('/');
  if (collection === 'apps' && id === undefined) return true;
  if (collection === 'apps') return change.appId === id || (change.kind === 'app' && change.id === id);
  if (collection === 'builds') return change.kind === 'build' && change.id === id;
  if (collection === 'deployments') return change.kind === 'deployment' && change.id === id;
  return false;
}
