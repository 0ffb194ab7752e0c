// Every status the API knows, as words and a tone. Tones: ok, busy, bad, warn, idle.

const STATUS = {
  new: ['New', 'idle'],
  building: ['Building', 'busy'],
  deploying: ['Deploying', 'busy'],
  running: ['Running', 'ok'],
  stopped: ['Stopped', 'idle'],
  failed: ['Failed', 'bad'],
  queued: ['Queued', 'idle'],
  fetching: ['Fetching', 'busy'],
  succeeded: ['Succeeded', 'ok'],
  cancelled: ['Cancelled', 'idle'],
  starting: ['Starting', 'busy'],
  exited: ['Exited', 'warn'],
  gone: ['Gone', 'idle'],
  pending: ['Waiting', 'idle'],
  waiting: ['Waiting', 'idle'],
  skipped: ['Skipped', 'idle'],
};
const UNFINISHED = new Set(['queued', 'fetching', 'building', 'running']);
const STAGES = { fetch: 'Fetch', detect: 'Detect', build: 'Build', push: 'Push', release: 'Release', deploy: 'Deploy' };
const STEPS = {
  create: 'Create',
  start: 'Start',
  probe: 'Health check',
  switch: 'Switch traffic',
  drain: 'Drain old',
  stop: 'Stop old',
};

export function statusLabel(status) {
  return STATUS[status]?.[0] ?? capitalise(status ?? 'unknown');
}

/** A deployment that runs is busy; an app or instance that runs is well. */
export function statusTone(status, kind = 'app') {
  if (status === 'running' && (kind === 'deployment' || kind === 'step')) return 'busy';
  return STATUS[status]?.[1] ?? 'idle';
}

/** Whether a build or deployment still changes by itself. */
export function isUnfinished({ status }) {
  return UNFINISHED.has(status);
}

/** The stages of a build, those still to come included: the server names a stage when it begins. */
export function buildStages({ status, stages }) {
  const known = ['fetch', 'build'].filter((name) => !stages.some((stage) => stage.name === name));
  const coming = status === 'succeeded' ? [] : known.map((name) => ({ name, status: 'waiting', startedAt: null, finishedAt: null }));
  return [...stages, ...coming];
}

export function stageLabel(name) {
  return STAGES[name] ?? STEPS[name] ?? capitalise(name);
}

/** Whether an instance ended in a way that needs a look: not by itself with success, and not because it was told to. */
export function endedBadly({ status, exitCode, oomKilled }) {
  return status === 'exited' && (oomKilled || ![0, 143, null, undefined].includes(exitCode));
}

/** Those that run first, then the newest. */
export function byLiveliness(instances) {
  const order = { running: 0, starting: 1, exited: 2, gone: 3 };
  return [...instances].sort((a, b) => (order[a.status] ?? 9) - (order[b.status] ?? 9) || (b.startedAt ?? '').localeCompare(a.startedAt ?? ''));
}

/** One sentence on why an instance is not running, or null. */
export function instanceReason(instance) {
  if (instance.detail) return instance.detail;
  if (instance.oomKilled) return 'killed because it reached its memory limit (exit 137): raise the memory in Settings';
  if (instance.status === 'exited' && instance.exitCode !== null) return `the process ended with exit code ${instance.exitCode}`;
  return null;
}

function capitalise(word) {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
