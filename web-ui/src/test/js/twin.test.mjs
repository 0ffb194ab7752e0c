import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { ROUTES } from '../../../dev/routes.mjs';

const APP = join(dirname(fileURLToPath(import.meta.url)), '../../main/resources/META-INF/resources/app');
/** Served by the twin's front and not by its routes. */
const ELSEWHERE = new Set(['GET /events']);

/** "GET /apps/:id": every path that the console's source asks for, with one name for all parameters. */
function asked() {
  const found = new Set();
  const sources = readdirSync(APP, { recursive: true }).filter((name) => name.endsWith('.js')).map((name) => readFileSync(join(APP, name), 'utf8'));
  for (const source of sources) {
    for (const [, verb, , path] of source.matchAll(/\bapi\.(get|post|put|patch|delete)\((['`])(\/[^'`]*)\2/g)) found.add(shape(verb, path));
    for (const [, , path] of source.matchAll(/new Live\([^\n]*?(['`])(\/[^'`]*)\1\)/g)) found.add(shape('get', path));
    for (const [, path] of source.matchAll(/const path = withQuery\([`'](\/[^'`]*)[`']/g)) found.add(shape('get', path));
  }
  return [...found].filter((door) => !ELSEWHERE.has(door)).sort();
}

function shape(verb, path) {
  return `${verb.toUpperCase()} ${path.replace(/\$\{[^}]*\}/g, ':id').replace(/\?.*/, '')}`;
}

test('the twin of the API knows every door that the console opens', () => {
  const known = new Set(ROUTES.map(([verb, pattern]) => shape(verb, pattern.replace(/:\w+/g, ':id'))));
  const doors = asked();
  assert.ok(doors.length > 45, `found ${doors.length}`);
  assert.deepEqual(doors.filter((door) => !known.has(door)), []);
});
