import assert from 'node:assert/strict';
import test from 'node:test';
import { parseCast, position } from '../../main/resources/META-INF/resources/app/text/cast.js';

const HEAD = '{"version":2,"width":80,"height":24,"timestamp":1,"title":"web"}';

test('a recording is its events, and long pauses are cut', () => {
  const cast = parseCast(`${HEAD}\n[0.5,"o","a"]\n[60.5,"o","b"]\n[61,"r","100x20"]\n`);
  assert.deepEqual([cast.width, cast.height, cast.title, cast.length], [80, 24, 'web', 3]);
  assert.deepEqual(cast.events, [{ at: 0.5, code: 'o', data: 'a' }, { at: 2.5, code: 'o', data: 'b' }, { at: 3, code: 'r', data: '100x20' }]);
});

test('a recording that goes on ends at its last whole line, and what is none is none', () => {
  assert.equal(parseCast(`${HEAD}\n[0.5,"o","a"]\n[0.7,"o","unfin`).events.length, 1);
  assert.equal(parseCast(''), null);
  assert.equal(parseCast('{"version":1}\n'), null);
});

test('a position reads as minutes and seconds', () => {
  assert.deepEqual([0, 65.2, 600].map(position), ['0:00', '1:05', '10:00']);
});
