import assert from 'node:assert/strict';
import test from 'node:test';
import { ApiClient } from '../../main/resources/META-INF/resources/app/api/client.js';
import { Problem } from '../../main/resources/META-INF/resources/app/api/problem.js';
import { Changes } from '../../main/resources/META-INF/resources/app/live/changes.js';
import { lineFilter, LogBuffer } from '../../main/resources/META-INF/resources/app/live/log-buffer.js';
import { ShellStream } from '../../main/resources/META-INF/resources/app/live/shell-stream.js';
import { LiveStore } from '../../main/resources/META-INF/resources/app/live/store.js';
import { touches } from '../../main/resources/META-INF/resources/app/live/touches.js';
import { settle, TestingSocket, TestingTimers } from './testing.mjs';

globalThis.location ??= { protocol: 'http:', host: 'localhost' };

class TestingEvents extends EventTarget {
  closed = false;

  close() {
    this.closed = true;
  }

  emit(type, data) {
    this.dispatchEvent(Object.assign(new Event(type), { data }));
  }
}

test('a change concerns the lists and the resources of its app, and nothing else', () => {
  const change = { kind: 'build', id: 'b1', appId: 'a1' };
  assert.equal(touches('/apps', change), true);
  assert.equal(touches('/apps/a1/builds', change), true);
  assert.equal(touches('/apps/a2/builds', change), false);
  assert.equal(touches('/builds/b1', change), true);
  assert.equal(touches('/builds/b2', change), false);
  assert.equal(touches('/deployments/b1', change), false);
  assert.equal(touches('/tokens', change), false);
  assert.equal(touches('/tokens', { kind: 'resync' }), true);
});

test('after a lost event stream everything watched is read again', () => {
  const sources = [];
  const timers = new TestingTimers();
  const changes = new Changes(() => sources[sources.push(new TestingEvents()) - 1], timers);
  const seen = [];
  changes.onChange((change) => seen.push(change));
  changes.start();
  sources[0].emit('open');
  sources[0].emit('change', '{"kind":"app","id":"1","appId":"1"}');
  sources[0].emit('error');
  assert.equal(changes.state, 'lost');
  assert.equal(sources[0].closed, true);
  timers.run();
  sources[1].emit('open');
  assert.equal(changes.state, 'live');
  assert.deepEqual(seen, [{ kind: 'app', id: '1', appId: '1' }, { kind: 'resync' }]);
});

function storeWith(answers) {
  const timers = new TestingTimers();
  const reads = [];
  let onChange;
  const client = { get: async (path) => { reads.push(path); return answers(path, reads.length); } };
  const store = new LiveStore(client, { onChange: (listener) => (onChange = listener) }, timers);
  return { store, reads, timers, change: (change) => onChange(change) };
}

test('a burst of changes costs one more read', async () => {
  const { store, reads, timers, change } = storeWith((path, count) => ({ count }));
  store.watch('/apps', () => {});
  await settle();
  for (let times = 0; times < 20; times++) change({ kind: 'app', id: '1', appId: '1' });
  timers.run();
  await settle();
  assert.deepEqual(reads, ['/apps', '/apps']);
  assert.deepEqual(store.peek('/apps').value, { count: 2 });
});

test('two watchers share one copy, and a resource nobody watches is not read', async () => {
  const { store, reads, timers, change } = storeWith(() => ({}));
  let news = 0;
  const stop = store.watch('/apps/1', () => news++);
  const stopToo = store.watch('/apps/1', () => news++);
  await settle();
  assert.equal(news >= 2, true);
  stop();
  stopToo();
  const before = reads.length;
  change({ kind: 'app', id: '1', appId: '1' });
  timers.run();
  await settle();
  assert.equal(reads.length, before);
});

test('a failed read keeps what was known and says the error', async () => {
  const { store, timers, change } = storeWith((path, count) => {
    if (count > 1) throw new Problem({ status: 503 });
    return { items: [1] };
  });
  store.watch('/apps', () => {});
  await settle();
  change({ kind: 'resync' });
  timers.run();
  await settle();
  assert.deepEqual(store.peek('/apps').value, { items: [1] });
  assert.equal(store.peek('/apps').error.status, 503);
});

test('what was read for somebody who signed out is not shown to the next', async () => {
  let give;
  const { store } = storeWith(() => new Promise((resolve) => (give = resolve)));
  store.watch('/apps', () => {});
  store.clear();
  give({ items: ['secret'] });
  await settle();
  assert.equal(store.peek('/apps').value, undefined);
});

test('a problem is a sentence, whatever the server sent', () => {
  const body = JSON.stringify({ title: 'Bad', detail: 'port 22 is reserved', errors: [{ field: 'port', message: 'pick another' }] });
  assert.equal(Problem.of(422, body).message, 'port 22 is reserved');
  assert.equal(Problem.of(422, body).field('port'), 'pick another');
  assert.equal(Problem.of(422, body).field('name'), null);
  assert.match(Problem.of(502, '<html>').message, /not ready/);
  assert.match(Problem.of(418, '').message, /418/);
});

test('the client sends JSON with its own header, and a 401 is told', async () => {
  const calls = [];
  const client = new ApiClient(async (url, options) => {
    calls.push([url, options]);
    return { ok: false, status: 401, text: async () => '' };
  });
  const told = [];
  client.onUnauthorized((path) => told.push(path));
  await assert.rejects(client.post('/x', { a: 1 }), { name: 'Problem', status: 401 });
  assert.equal(calls[0][0], '/api/v1/x');
  assert.equal(calls[0][1].headers['x-slipway-client'], 'console');
  assert.equal(calls[0][1].body, '{"a":1}');
  assert.deepEqual(told, ['/x']);
});

test('what only reads is asked again when it got lost, a change is not', async () => {
  let calls = 0;
  const client = new ApiClient(async () => {
    if (++calls === 1) throw new TypeError('network changed');
    return { ok: true, status: 200, text: async () => '{"a":1}' };
  });
  assert.deepEqual(await client.get('/apps'), { a: 1 });
  calls = 0;
  await assert.rejects(client.post('/apps'), /did not answer/);
  assert.equal(calls, 1);
});

test('a server that does not answer is said so', async () => {
  const client = new ApiClient(async () => { throw new TypeError('fetch failed'); });
  await assert.rejects(client.get('/apps'), /did not answer/);
});

test('the log keeps a bounded number of lines and counts the rest', () => {
  const buffer = new LogBuffer(3);
  for (let n = 1; n <= 5; n++) buffer.line({ stream: 'stdout', text: `line ${n}` });
  assert.deepEqual(buffer.entries.map(({ text }) => text), ['line 3', 'line 4', 'line 5']);
  assert.equal(buffer.dropped, 2);
  buffer.gap('rotated');
  assert.match(buffer.toText(), /line 5\n--- rotated ---\n$/);
});

test('one endless line is cut, and colours of two streams do not mix', () => {
  const buffer = new LogBuffer();
  assert.ok(buffer.line({ stream: 'stdout', text: 'x'.repeat(100_000) }).text.length < 9000);
  buffer.line({ stream: 'stdout', text: '\u001b[31mred' });
  assert.equal(buffer.line({ stream: 'stderr', text: 'plain' }).runs[0].style.fg, null);
  assert.equal(buffer.line({ stream: 'stdout', text: 'still red' }).runs[0].style.fg, 1);
});

test('lines are filtered by text, pattern, stream and instance; gaps always stay', () => {
  const entry = { type: 'line', text: 'GET /Cart 200', stream: 'stdout', instance: 'abc' };
  assert.equal(lineFilter({ query: 'cart' })(entry), true);
  assert.equal(lineFilter({ query: '/^GET .*2\\d\\d$/' })(entry), true);
  assert.equal(lineFilter({ query: '/cart/' })(entry), false);
  assert.equal(lineFilter({ stream: 'stderr' })(entry), false);
  assert.equal(lineFilter({ instance: 'other' })(entry), false);
  assert.equal(lineFilter({ query: 'x', stream: 'stderr' })({ type: 'gap', text: 'lost' }), true);
  assert.throws(() => lineFilter({ query: '/(/' }));
});

test('a terminal says its size before the shell starts, and pastes in pieces', async () => {
  const states = [];
  const bytes = [];
  let socket;
  const shell = new ShellStream({
    path: '/streams/apps/1/terminal',
    ticket: async () => 'T',
    handler: { bytes: (chunk) => bytes.push(...chunk), state: (name, detail) => states.push([name, detail]) },
    open: (address, protocols) => (socket = new TestingSocket(address, protocols)),
  });
  await shell.open({ cols: 100, rows: 30 });
  socket.accept();
  assert.deepEqual(socket.sent, [{ type: 'open', cols: 100, rows: 30 }]);
  socket.message({ type: 'opened', instance: 'abc' });
  shell.type('x'.repeat(40_000));
  assert.deepEqual(socket.sent.slice(1).map(({ length }) => length), [16384, 16384, 7232]);
  socket.message(new Uint8Array([104, 105]));
  assert.deepEqual(bytes, [104, 105]);
  socket.message({ type: 'exit', code: 3 });
  socket.drop();
  assert.deepEqual(states, [['connecting', null], ['open', { instance: 'abc', recorded: false }], ['exited', 3]]);
});
