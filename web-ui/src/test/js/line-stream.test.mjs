import assert from 'node:assert/strict';
import test from 'node:test';
import { LineStream, socketAddress } from '../../main/resources/META-INF/resources/app/live/line-stream.js';
import { settle, TestingSocket, TestingTimers } from './testing.mjs';

function streaming({ ticket = async () => 'T' } = {}) {
  const timers = new TestingTimers();
  const world = { timers, sockets: [], lines: [], gaps: [], states: [], ends: [], details: [] };
  world.stream = new LineStream({
    path: '/streams/apps/1/logs',
    ticket,
    tail: 50,
    handler: {
      line: (message) => world.lines.push(message.text),
      gap: (reason) => world.gaps.push(reason),
      end: (status) => world.ends.push(status),
      state: (name, detail) => world.states.push(name) && world.details.push(detail),
    },
    env: {
      open: (path, protocols) => world.sockets[world.sockets.push(new TestingSocket(path, protocols)) - 1],
      setTimeout: timers.setTimeout,
      clearTimeout: timers.clearTimeout,
      random: () => 0.5,
    },
  });
  return world;
}

const line = (cursor) => ({ type: 'line', cursor, text: `line ${cursor}` });

test('the ticket travels as a subprotocol, and the first message asks from the start', async () => {
  const world = streaming();
  world.stream.start();
  await settle();
  const [socket] = world.sockets;
  assert.deepEqual(socket.protocols, ['slipway.v1', 'ticket.T']);
  socket.accept();
  assert.deepEqual(socket.sent, [{ type: 'from', cursor: null, tail: 50 }]);
  assert.equal(world.stream.state, 'live');
});

test('after a lost connection it resumes after the last line seen, with a new ticket', async () => {
  // Given
  let tickets = 0;
  const world = streaming({ ticket: async () => `T${++tickets}` });
  world.stream.start();
  await settle();
  world.sockets[0].accept();
  world.sockets[0].message(line('7'));
  world.sockets[0].message(line('8'));
  // When
  world.sockets[0].drop();
  assert.equal(world.stream.state, 'waiting');
  world.timers.run();
  await settle();
  world.sockets[1].accept();
  world.sockets[1].message(line('8'));
  world.sockets[1].message(line('9'));
  // Then
  assert.deepEqual(world.sockets[1].protocols, ['slipway.v1', 'ticket.T2']);
  assert.deepEqual(world.sockets[1].sent, [{ type: 'from', cursor: '8', tail: 50 }]);
  assert.deepEqual(world.lines, ['line 7', 'line 8', 'line 9']);
});

test('a gap is handed on, never hidden', async () => {
  const world = streaming();
  world.stream.start();
  await settle();
  world.sockets[0].accept();
  world.sockets[0].message({ type: 'gap', reason: 'rotated' });
  assert.deepEqual(world.gaps, ['rotated']);
});

test('the end is final: no reconnecting', async () => {
  const world = streaming();
  world.stream.start();
  await settle();
  world.sockets[0].accept();
  world.sockets[0].message({ type: 'end', status: 'succeeded' });
  world.sockets[0].drop();
  assert.deepEqual(world.ends, ['succeeded']);
  assert.equal(world.states.at(-1), 'ended');
  assert.equal(world.timers.pending.size, 0);
});

test('waits grow while nothing answers, and start anew once something did', async () => {
  const world = streaming();
  const waits = [];
  world.stream.start();
  for (let round = 0; round < 8; round++) {
    await settle();
    world.sockets.at(-1).drop();
    waits.push(...world.timers.run());
  }
  assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 15000, 15000, 15000]);
  await settle();
  world.sockets.at(-1).accept();
  world.sockets.at(-1).message(line('1'));
  world.sockets.at(-1).drop();
  assert.deepEqual(world.timers.run(), [500]);
});

test('a refused ticket is final and says why; a server that is down is not', async () => {
  const refused = streaming({ ticket: async () => { throw Object.assign(new Error('no such app'), { status: 404 }); } });
  refused.stream.start();
  await settle();
  assert.equal(refused.states.at(-1), 'refused');
  assert.equal(refused.details.at(-1), 'no such app');
  const down = streaming({ ticket: async () => { throw Object.assign(new Error('no answer'), { status: 0 }); } });
  down.stream.start();
  await settle();
  assert.equal(down.stream.state, 'waiting');
});

test('stop ends everything, also while a ticket is on its way', async () => {
  let give;
  const world = streaming({ ticket: () => new Promise((resolve) => (give = resolve)) });
  world.stream.start();
  world.stream.stop();
  give('late');
  await settle();
  assert.equal(world.sockets.length, 0);
  assert.equal(world.stream.state, 'stopped');
});

test('messages of a socket that was given up are not listened to', async () => {
  const world = streaming();
  world.stream.start();
  await settle();
  world.sockets[0].accept();
  world.stream.stop();
  world.sockets[0].message(line('1'));
  assert.deepEqual(world.lines, []);
});

test('the socket is of the very origin of the page', () => {
  assert.equal(socketAddress('/streams/x', { protocol: 'https:', host: 'h:1' }), 'wss://h:1/api/v1/streams/x');
  assert.equal(socketAddress('/streams/x', { protocol: 'http:', host: 'h' }), 'ws://h/api/v1/streams/x');
});
