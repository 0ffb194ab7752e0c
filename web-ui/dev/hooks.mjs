// The twin's hooks in both directions. It calls nobody: a new webhook has one delivery that arrived and one that did not.
import { randomBytes, randomUUID } from 'node:crypto';
import { Refusal } from './refusal.mjs';

const hooks = new Map();
const pushHooks = new Map();

const list = (items) => ({ items, next: null });

export const HOOK_ROUTES = [
  ['GET', '/apps/:id/push-hook', ({ params }) => pushHook(params.id)],
  ['POST', '/apps/:id/push-hook', ({ params, origin }) => {
    const hook = { url: `${origin}/api/v1/hooks/${randomUUID()}`, createdAt: now(), lastAt: null, lastOutcome: null };
    pushHooks.set(params.id, hook);
    return [201, { url: hook.url, secret: randomBytes(32).toString('base64url'), createdAt: hook.createdAt }];
  }],
  ['DELETE', '/apps/:id/push-hook', ({ params }) => {
    pushHook(params.id);
    pushHooks.delete(params.id);
  }],
  ['GET', '/teams/:id/webhooks', () => list([...hooks.values()].map(view))],
  ['POST', '/teams/:id/webhooks', ({ body }) => {
    if (body.events.length === 0) throw new Refusal(400, 'events: size must be between 1 and 20');
    const hook = { id: randomUUID(), url: body.url, events: body.events, active: true, createdAt: now() };
    hooks.set(hook.id, { ...hook, deliveries: [delivery(body.events[0], 'delivered', 200), delivery(body.events[0], 'waiting', 503)] });
    return [201, { id: hook.id, url: hook.url, events: hook.events, secret: `whsec_${randomBytes(32).toString('base64')}` }];
  }],
  ['PATCH', '/webhooks/:id', ({ params, body }) => view(Object.assign(webhook(params.id), body))],
  ['DELETE', '/webhooks/:id', ({ params }) => {
    webhook(params.id);
    hooks.delete(params.id);
  }],
  ['GET', '/webhooks/:id/deliveries', ({ params }) => list(webhook(params.id).deliveries)],
  ['POST', '/webhooks/:hookId/deliveries/:id/attempts', ({ params }) => {
    const found = webhook(params.hookId).deliveries.find(({ id }) => id === params.id) ?? missing();
    return [202, Object.assign(found, { status: 'delivered', answer: 200, detail: null, attempts: found.attempts + 1 })];
  }],
];

function delivery(event, status, answer) {
  const detail = answer < 300 ? null : `answered ${answer}`;
  return { id: randomUUID(), event, status, attempts: 1, answer, detail, createdAt: now(), nextAt: null, finishedAt: null, payload: '{}' };
}

function view({ id, url, events, active, createdAt }) {
  return { id, url, events, active, createdAt };
}

function webhook(id) {
  return hooks.get(id) ?? missing();
}

function pushHook(appId) {
  return pushHooks.get(appId) ?? missing();
}

function missing() {
  throw new Refusal(404, 'nothing here with this id, or it belongs to a team you are not a member of');
}

function now() {
  return new Date().toISOString();
}
