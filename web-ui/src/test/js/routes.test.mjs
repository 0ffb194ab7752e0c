import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { Shortcuts } from '../../main/resources/META-INF/resources/app/keys.js';
import { isOpenPage, matchRoute, safeNext, withQuery } from '../../main/resources/META-INF/resources/app/routes.js';

test('every address has a page', () => {
  const app = new URL('../../main/resources/META-INF/resources/app/', import.meta.url);
  const pages = [...readFileSync(new URL('routes.js', app), 'utf8').matchAll(/^ {2}\['\/[^']*', '([a-z-]+)'/gm)].map((row) => row[1]);
  const shown = readFileSync(new URL('components/console.js', app), 'utf8');
  assert.ok(pages.length > 10);
  assert.deepEqual(pages.filter((page) => !new RegExp(`^ {2}'?${page}'?: \\(`, 'm').test(shown)), []);
});

test('every state has an address', () => {
  assert.deepEqual(matchRoute('/', '?q=a'), { page: 'home', params: {}, query: { q: 'a' } });
  assert.deepEqual(matchRoute('/apps/1').params, { tab: 'overview', appId: '1' });
  assert.deepEqual(matchRoute('/apps/1/builds/2').params, { tab: 'build', appId: '1', buildId: '2' });
  assert.deepEqual(matchRoute('/claim', '?token=t').query, { token: 't' });
  assert.equal(matchRoute('/apps/1/nonsense').page, 'not-found');
  assert.equal(matchRoute('/apps/%E0%A4%A').page, 'not-found');
});

test('only sign-in and claim are open', () => {
  assert.equal(isOpenPage('sign-in'), true);
  assert.equal(isOpenPage('home'), false);
});

test('after signing in nobody is sent to another site', () => {
  assert.equal(safeNext('/apps/1?q=x'), '/apps/1?q=x');
  for (const next of ['//evil.example', '/\\evil.example', 'https://evil.example', undefined]) assert.equal(safeNext(next), '/');
});

test('empty filters are left out of the address', () => {
  assert.equal(withQuery('/a', { q: '', stream: 'stderr', x: null }), '/a?stream=stderr');
  assert.equal(withQuery('/a', {}), '/a');
});

const press = (key, more = {}) => ({ key, preventDefault() {}, target: { closest: () => null }, ...more });

test('a sequence of keys runs its action, and a pause forgets the first key', () => {
  let now = 0;
  const done = [];
  const shortcuts = new Shortcuts(() => now);
  shortcuts.bind({ 'g h': () => done.push('home'), '/': () => done.push('search') });
  shortcuts.handle(press('g'));
  shortcuts.handle(press('h'));
  shortcuts.handle(press('g'));
  now += 5000;
  shortcuts.handle(press('h'));
  shortcuts.handle(press('/'));
  assert.deepEqual(done, ['home', 'search']);
});

test('typing in a field is not a shortcut, but ⌘K is', () => {
  const done = [];
  const shortcuts = new Shortcuts();
  shortcuts.bind({ '/': () => done.push('search'), 'mod+k': () => done.push('palette') });
  const field = { target: { closest: () => ({}) } };
  shortcuts.handle(press('/', field));
  shortcuts.handle(press('k', { ...field, metaKey: true }));
  assert.deepEqual(done, ['palette']);
});

test('a page’s binding wins while it lasts and then gives way', () => {
  const done = [];
  const shortcuts = new Shortcuts();
  shortcuts.bind({ '/': () => done.push('outer') });
  const undo = shortcuts.bind({ '/': () => done.push('inner') });
  shortcuts.handle(press('/'));
  undo();
  shortcuts.handle(press('/'));
  assert.deepEqual(done, ['inner', 'outer']);
});
