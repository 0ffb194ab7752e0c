// The console offline: serves the static files with the server's security headers, over a twin of the API.
//
//   mvn -q -pl web-ui process-resources      once, for Lit and xterm.js
//   node web-ui/dev/server.mjs [--port 5173] [--empty] [--unclaimed] [--pace 900]
//
// Sign in with any e-mail and the password "correct-horse"; claim with /claim?token=token.
import { randomUUID } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Refusal } from './refusal.mjs';
import { ROUTES, sessionView } from './routes.mjs';
import { streamLines, streamShell } from './streams.mjs';
import { accept, refuse } from './websocket.mjs';
import { PASSWORD, World } from './world.mjs';

const MODULE = join(dirname(fileURLToPath(import.meta.url)), '..');
const ROOTS = ['src/main/resources/META-INF/resources', 'target/classes/META-INF/resources'].map((path) => join(MODULE, path));
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const SECURITY = {
  'content-security-policy': "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    + "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
};
const { values: options } = parseArgs({ options: {
  port: { type: 'string', default: '5173' }, pace: { type: 'string', default: '900' }, empty: { type: 'boolean' }, unclaimed: { type: 'boolean' },
} });
const world = new World({ empty: options.empty, claimed: !options.unclaimed, pace: Number(options.pace) });
const sessions = new Set();
const tickets = new Map();

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://twin');
  if (pathname === '/api/v1/events') events(request, response);
  else if (pathname.startsWith('/api/v1/')) api(request, response, pathname.slice('/api/v1'.length), searchParams).catch((error) => fail(response, error));
  else serveFile(response, pathname);
});
server.on('upgrade', upgrade);
server.listen(Number(options.port), '127.0.0.1', () => console.log(`console twin: http://localhost:${options.port}  (password: ${PASSWORD})`));

function serveFile(response, pathname) {
  const path = normalize(decodeURIComponent(pathname));
  const wanted = extname(path) === '' ? '/index.html' : path;
  const file = ROOTS.map((root) => join(root, wanted)).find((candidate) => existsSync(candidate) && statSync(candidate).isFile());
  if (!file) return response.writeHead(404, SECURITY).end();
  response.writeHead(200, { ...SECURITY, 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'cache-control': 'no-cache' });
  createReadStream(file).pipe(response);
}

async function api(request, response, path, query) {
  const { handler, params, open } = find(request.method, path);
  if (!open && !world.claimed) throw new Refusal(403, 'this instance is not claimed yet: open the claim link of the log');
  if (!open && !sessions.has(cookie(request))) throw new Refusal(401, 'you are not signed in: sign in and try again');
  const app = path.startsWith('/apps/') ? world.apps.get(params.id) : null;
  if (path.startsWith('/apps/') && !app) throw new Refusal(404, 'there is no such app, or you may not see it');
  const headers = { 'content-type': 'application/json' };
  const reply = {
    signIn: () => {
      const id = randomUUID();
      sessions.add(id);
      headers['set-cookie'] = `slipway_session=${id}; HttpOnly; SameSite=Strict; Path=/`;
    },
    signOut: () => void sessions.delete(cookie(request)),
    text: (text) => {
      headers['content-type'] = 'text/plain';
      return text;
    },
    ticket: (target) => {
      const ticket = randomUUID();
      tickets.set(ticket, target);
      return { ticket, expiresAt: new Date(Date.now() + 30_000).toISOString() };
    },
  };
  const origin = `http://${request.headers.host}`;
  const result = handler({ world, params, query, app, body: await bodyOf(request), reply, origin, sessionView, password: PASSWORD });
  const [status, value] = Array.isArray(result) ? result : [result === undefined ? 204 : 200, result];
  response.writeHead(status, headers).end(value === undefined || value === null ? undefined : headers['content-type'] === 'text/plain' ? value : JSON.stringify(value));
}

function find(method, path) {
  for (const [verb, pattern, handler, access] of ROUTES) {
    const names = [...pattern.matchAll(/:(\w+)/g)].map((match) => match[1]);
    const match = new RegExp(`^${pattern.replace(/:\w+/g, '([^/]+)')}$`).exec(path);
    if (match && verb === method) {
      return { handler, open: access === 'open', params: Object.fromEntries(names.map((name, at) => [name, match[at + 1]])) };
    }
  }
  throw new Refusal(404, `the twin does not know ${method} ${path}`);
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  const text = Buffer.concat(parts).toString('utf8');
  return text ? JSON.parse(text) : {};
}

function fail(response, error) {
  const { status = 500, detail = String(error), errors = [], kind = 'twin' } = error;
  if (status === 500) console.error(error);
  response.writeHead(status, { 'content-type': 'application/problem+json' });
  response.end(JSON.stringify({ type: `https://slipway.dev/problems/${kind}`, title: 'refused', status, detail, errors }));
}

function events(request, response) {
  if (!sessions.has(cookie(request))) return fail(response, new Refusal(401, 'you are not signed in'));
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': hello\n\n');
  const send = (change) => response.write(`event: change\ndata: ${JSON.stringify(change)}\n\n`);
  world.on('change', send);
  response.on('close', () => world.off('change', send));
}

function upgrade(request, socket) {
  const [, kind, id, what] = /^\/api\/v1\/streams\/(apps|builds)\/([^/]+)\/(logs|log|terminal)$/.exec(request.url) ?? [];
  const ticket = /ticket\.([^,\s]+)/.exec(request.headers['sec-websocket-protocol'] ?? '')?.[1];
  const right = kind && tickets.get(ticket) === id && new URL(request.headers.origin ?? 'http://none').host === request.headers.host;
  tickets.delete(ticket);
  if (!right) return refuse(socket, '403 Forbidden');
  const connection = accept(request, socket, 'slipway.v1');
  if (kind === 'builds') {
    const build = world.builds.get(id);
    const over = () => (['succeeded', 'failed', 'cancelled'].includes(build.status) ? build.status : null);
    streamLines(connection, world, `build ${id}`, () => world.buildLogs.get(id), over);
  } else if (what === 'logs') {
    streamLines(connection, world, `log ${id}`, () => world.appLogs.get(id), () => null);
  } else {
    streamShell(connection, world.instances.get(id).find(({ status }) => status === 'running'));
  }
}

function cookie(request) {
  return /slipway_session=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
}
