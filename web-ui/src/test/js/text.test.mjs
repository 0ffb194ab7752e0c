import assert from 'node:assert/strict';
import test from 'node:test';
import { appChange, appRequest } from '../../main/resources/META-INF/resources/app/text/app-request.js';
import { rank } from '../../main/resources/META-INF/resources/app/text/fuzzy.js';
import { splitLinks, webAddress } from '../../main/resources/META-INF/resources/app/text/links.js';
import { formatMemory, parseMemory, writeMemory } from '../../main/resources/META-INF/resources/app/text/memory.js';
import { sentence } from '../../main/resources/META-INF/resources/app/text/names.js';
import { recipeWords } from '../../main/resources/META-INF/resources/app/text/recipe.js';
import { repositoryAddress, repositoryLabel, repositoryName, repositoryProblem } from '../../main/resources/META-INF/resources/app/text/repository.js';
import { buildStages, byLiveliness, endedBadly, statusTone } from '../../main/resources/META-INF/resources/app/text/status.js';
import { relative, span } from '../../main/resources/META-INF/resources/app/text/time.js';

const MIB = 1024 * 1024;

test('memory is read as people write it', () => {
  for (const [text, bytes] of [['256m', 256 * MIB], ['0.5g', 512 * MIB], ['0,5 G', 512 * MIB], ['2GB', 2048 * MIB], ['512 MiB', 512 * MIB], ['268435456', 256 * MIB], ['64k', 65536]]) {
    assert.equal(parseMemory(text), bytes, text);
  }
});

test('what is no amount of memory is refused with an example', () => {
  for (const text of ['', 'lots', '-1m', '5x', '1.2.3g', '9'.repeat(20)]) assert.throws(() => parseMemory(text), /like 256m/, text);
});

test('memory is shown and edited in its natural unit', () => {
  assert.equal(formatMemory(256 * MIB), '256 MiB');
  assert.equal(formatMemory(1536 * MIB), '1.5 GiB');
  assert.equal(formatMemory(null), '–');
  assert.equal(writeMemory(1536 * MIB), '1.5g');
  assert.equal(writeMemory(1000), '1000');
  for (const bytes of [96 * MIB, 1536 * MIB, 1000, 65536]) assert.equal(parseMemory(writeMemory(bytes)), bytes);
});

test('links are http and https only, without the stop that follows them', () => {
  const parts = splitLinks('see https://a.example/x?y=1. or javascript:alert(1) or http://b.example)');
  assert.deepEqual(parts.filter(({ href }) => href).map(({ href }) => href), ['https://a.example/x?y=1', 'http://b.example']);
  assert.equal(parts.map(({ text }) => text).join(''), 'see https://a.example/x?y=1. or javascript:alert(1) or http://b.example)');
});

test('an address that could run something is no web address', () => {
  for (const address of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', '//host', null, 'x']) assert.equal(webAddress(address), null);
  assert.equal(webAddress('http://shop.default.localhost:8000'), 'http://shop.default.localhost:8000');
});

test('a repository gives the name, and wrong addresses are explained', () => {
  assert.equal(repositoryName('https://github.com/acme/My_Shop.git/'), 'my-shop');
  assert.equal(repositoryName('git@github.com:acme/shop.git'), 'shop');
  assert.equal(repositoryAddress(' github.com/acme/shop '), 'https://github.com/acme/shop');
  assert.equal(repositoryLabel('https://user@github.com/acme/shop.git'), 'github.com/acme/shop');
  assert.equal(repositoryProblem('https://github.com/acme/shop'), null);
  assert.match(repositoryProblem(''), /paste the address/);
  assert.match(repositoryProblem('https://github.com/'), /no repository/);
  for (const address of ['file:///tmp/x', 'http://github.com/acme/shop']) assert.match(repositoryProblem(address), /use https/);
});

test('a form becomes a request with what was filled in, and every wrong field is named', () => {
  const { request, errors } = appRequest({ repository: 'https://x/y', name: ' ', memory: '256m', port: '8080', environment: 'A=1\nDB_PASSWORD=x' });
  assert.deepEqual(errors, []);
  assert.deepEqual(request, {
    repository: 'https://x/y', memory: 256 * MIB, port: 8080,
    environment: [{ name: 'A', value: '1', secret: false }, { name: 'DB_PASSWORD', value: 'x', secret: true }],
  });
  const wrong = appRequest({ port: '99999', memory: 'lots', cpus: '-1', instances: '1.5', environment: 'nonsense' });
  assert.deepEqual(wrong.errors.map(({ field }) => field), ['port', 'memory', 'cpus', 'instances', 'environment']);
});

test('a change of settings holds only what differs, and an emptied text goes back to the default', () => {
  const app = { memory: 256 * MIB, cpus: 0.5, port: null, instances: 1, branch: 'main', folder: '', dockerfile: null };
  const same = { memory: '256m', cpus: '0.5', port: '', instances: '1', branch: 'main', folder: '', dockerfile: '' };
  assert.deepEqual(appChange(app, same), { change: {}, errors: [] });
  assert.deepEqual(appChange(app, { ...same, memory: '1g', branch: ' ', port: '80' }).change, { memory: 1024 * MIB, branch: '', port: 80 });
  assert.deepEqual(appChange(app, { ...same, cpus: '' }).errors.map(({ field }) => field), ['cpus']);
});

test('a build shows the stages to come while it runs, and only what happened once it has succeeded', () => {
  const stage = (name) => ({ name, status: 'succeeded' });
  assert.deepEqual(buildStages({ status: 'queued', stages: [] }).map(({ status }) => status), ['waiting', 'waiting']);
  assert.deepEqual(buildStages({ status: 'building', stages: [stage('fetch')] }).map(({ name }) => name), ['fetch', 'build']);
  assert.deepEqual(buildStages({ status: 'succeeded', stages: [stage('fetch')] }).length, 1);
});

test('the palette finds beginnings first, then words, then letters in order', () => {
  const entries = ['Go to all apps', 'shop', 'bookshop', 'search hop'].map((title) => ({ title }));
  assert.deepEqual(rank(entries, 'shop').map(({ title }) => title), ['shop', 'bookshop', 'search hop']);
  assert.equal(rank(entries, '').length, 4);
});

test('times are said as people say them', () => {
  const now = Date.parse('2026-05-01T12:00:00Z');
  assert.equal(relative('2026-05-01T11:57:00Z', now), '3 min ago');
  assert.equal(relative('2026-05-01T11:59:58Z', now), 'just now');
  assert.equal(relative('2026-05-01T14:00:00Z', now), 'in 2 h');
  assert.equal(relative(null, now), '–');
  assert.equal(span('2026-05-01T11:59:59.600Z', null, now), '0.4 s');
  assert.equal(span('2026-05-01T11:58:55Z', '2026-05-01T12:00:00Z', now), '1 m 05 s');
  assert.equal(span(null, null, now), null);
});

test('the API’s words become sentences', () => {
  assert.equal(sentence('no such app'), 'No such app.');
  assert.equal(sentence('e-mail is taken: sign in'), 'E-mail is taken: sign in.');
  assert.equal(sentence('`RUN x` failed.'), '`RUN x` failed.');
});

test('an instance that was told to stop did not end badly; one that ran out of memory did', () => {
  assert.equal(endedBadly({ status: 'exited', exitCode: 143 }), false);
  assert.equal(endedBadly({ status: 'exited', exitCode: 0 }), false);
  assert.equal(endedBadly({ status: 'exited', exitCode: 137, oomKilled: true }), true);
  assert.deepEqual(byLiveliness([{ status: 'exited' }, { status: 'running' }]).map(({ status }) => status), ['running', 'exited']);
});

test('running is well for an app and busy for a deployment', () => {
  assert.equal(statusTone('running'), 'ok');
  assert.equal(statusTone('running', 'deployment'), 'busy');
});

test('a Dockerfile says where it comes from', () => {
  assert.equal(recipeWords({ origin: 'generated', kind: 'Go 1.22 (go.mod)' }), 'made for Go 1.22 (go.mod)');
  assert.equal(recipeWords({ origin: 'edited', kind: '' }), 'written in the settings');
  assert.equal(recipeWords({ origin: 'repository', kind: '"Dockerfile"' }), '"Dockerfile" of the repository');
});
