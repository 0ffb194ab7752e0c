// What the palette can do. Actions with consequences ask first, exactly as their buttons do.
import * as slipway from '../api/slipway.js';
import { messageOf } from '../api/problem.js';
import { router } from '../router.js';
import { toast } from './toasts.js';

export const TABS = [
  ['overview', 'Overview', 'o'],
  ['logs', 'Logs', 'l'],
  ['terminal', 'Terminal', 's'],
  ['environment', 'Environment', 'e'],
  ['builds', 'Builds', 'b'],
  ['releases', 'Releases', 'r'],
  ['settings', 'Settings', ','],
];

export function tabPath(appId, tab) {
  return tab === 'overview' ? `/apps/${appId}` : `/apps/${appId}/${tab}`;
}

export function placeCommands() {
  const themes = ['light', 'dark', 'system'].map((theme) => ({
    id: `theme-${theme}`, title: `Theme: ${theme}`, keywords: 'colour appearance', icon: theme === 'dark' ? 'moon' : 'sun',
    run: () => window.slipwayTheme.set(theme),
  }));
  return [
    { id: 'home', title: 'Go to all apps', icon: 'apps', keys: 'g h', run: () => router.go('/') },
    { id: 'new', title: 'New app', keywords: 'create deploy repository', icon: 'plus', keys: 'g n', run: () => router.go('/new') },
    { id: 'tokens', title: 'Go to API tokens', icon: 'key', keys: 'g t', run: () => router.go('/tokens') },
    ...themes,
  ];
}

export function appCommands(app) {
  const tabs = TABS.map(([tab, title, key]) => ({
    id: `tab-${tab}`, title: `${app.name}: ${title}`, icon: 'chevron', keys: `g ${key}`, run: () => router.go(tabPath(app.id, tab)),
  }));
  const open = app.url && app.status === 'running'
    ? [{ id: 'open', title: `Open ${app.name}`, keywords: app.url, icon: 'external', run: () => window.open(app.url, '_blank', 'noopener') }]
    : [];
  const stopped = app.status === 'stopped';
  return [
    ...open,
    { id: 'redeploy', title: `Redeploy ${app.name}`, keywords: 'build', icon: 'redeploy', run: () => redeploy(app) },
    ...tabs,
    {
      id: 'suspend', title: `${stopped ? 'Start' : 'Stop'} ${app.name}`, icon: stopped ? 'play' : 'stop',
      run: () => tell(() => (stopped ? slipway.startApp(app.id) : slipway.stopApp(app.id)), `${app.name} is ${stopped ? 'starting' : 'stopping'}`),
    },
  ];
}

/** Queues a build of the branch's newest commit and shows it. */
export async function redeploy(app) {
  const build = await tell(() => slipway.buildApp(app.id), null);
  if (build) router.go(`/apps/${app.id}/builds/${build.id}`);
}

async function tell(work, success) {
  try {
    const value = await work();
    if (success) toast(success);
    return value;
  } catch (error) {
    toast(messageOf(error), 'bad');
    return null;
  }
}
