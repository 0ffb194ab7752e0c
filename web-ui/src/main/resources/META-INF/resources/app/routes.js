// Which page an address shows. Every state of the console has one.

const ROUTES = [
  ['/', 'home'],
  ['/new', 'new-app'],
  ['/claim', 'claim'],
  ['/sign-in', 'sign-in'],
  ['/account', 'account'],
  ['/accounts', 'accounts'],
  ['/password-reset', 'password-reset'],
  ['/tokens', 'tokens'],
  ['/sessions', 'sessions'],
  ['/invitation', 'invitation'],
  ['/teams/:teamId', 'team'],
  ['/teams/:teamId/audit', 'audit'],
  ['/teams/:teamId/registry', 'registry'],
  ['/teams/:teamId/registry/:repositoryId', 'repository'],
  ['/teams/:teamId/recordings', 'recordings'],
  ['/teams/:teamId/recordings/:recordingId', 'recording'],
  ['/teams/:teamId/usage', 'usage'],
  ['/teams/:teamId/webhooks', 'webhooks'],
  ['/apps/:appId', 'app', { tab: 'overview' }],
  ['/apps/:appId/logs', 'app', { tab: 'logs' }],
  ['/apps/:appId/terminal', 'app', { tab: 'terminal' }],
  ['/apps/:appId/environment', 'app', { tab: 'environment' }],
  ['/apps/:appId/builds', 'app', { tab: 'builds' }],
  ['/apps/:appId/builds/:buildId', 'app', { tab: 'build' }],
  ['/apps/:appId/releases', 'app', { tab: 'releases' }],
  ['/apps/:appId/deployments/:deploymentId', 'app', { tab: 'deployment' }],
  ['/apps/:appId/settings', 'app', { tab: 'settings' }],
];
const OPEN = new Set(['claim', 'sign-in', 'invitation', 'password-reset']);

/** {page, params, query} of a path and its search part; page is 'not-found' when nothing matches. */
export function matchRoute(pathname, search = '') {
  const parts = split(pathname);
  const query = Object.fromEntries(new URLSearchParams(search));
  for (const [pattern, page, fixed] of ROUTES) {
    const params = matchParts(split(pattern), parts);
    if (params) return { page, params: { ...fixed, ...params }, query };
  }
  return { page: 'not-found', params: {}, query };
}

/** Whether a page can be seen without being signed in. */
export function isOpenPage(page) {
  return OPEN.has(page);
}

/** A `next` address that stays on this site, else the home page: a link must not send people elsewhere. */
export function safeNext(next) {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/';
}

/** "/apps/1/logs?q=a": a path with the given search values; empty ones are left out. */
export function withQuery(path, query) {
  const kept = Object.entries(query).filter(([, value]) => value !== '' && value !== null && value !== undefined);
  const search = new URLSearchParams(kept).toString();
  return search ? `${path}?${search}` : path;
}

function split(path) {
  return path.split('/').filter(Boolean);
}

function matchParts(pattern, parts) {
  if (pattern.length !== parts.length) return null;
  const params = {};
  for (let at = 0; at < pattern.length; at++) {
    if (!pattern[at].startsWith(':')) {
      if (pattern[at] !== parts[at]) return null;
      continue;
    }
    try {
      params[pattern[at].slice(1)] = decodeURIComponent(parts[at]);
    } catch {
      return null;
    }
  }
  return params;
}
