import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amount, cpuHours, gibHours, readAmounts, share } from '../../main/resources/META-INF/resources/app/text/usage.js';

test('a form becomes limits, and an empty field the platform\'s own', () => {
  const form = new Map([['cpus', '2.5'], ['memory', '512m'], ['disk', ' '], ['instances', '4']]);
  assert.deepEqual(readAmounts(form), { limits: { cpus: 2.5, memory: 512 * 2 ** 20, instances: 4 }, problem: null });
});

test('what is no amount is named', () => {
  assert.equal(readAmounts(new Map([['buildMinutes', 'many']])).problem, 'Build minutes a month: "many" is no amount');
  assert.equal(readAmounts(new Map([['memory', 'much']])).problem, 'Memory: "much" is no amount');
});

test('amounts read as people say them', () => {
  assert.equal(amount(2.5, 'number'), '2.5');
  assert.equal(share(3, 4), 0.75);
  assert.equal(share(3, 0), 1);
  assert.equal(cpuHours(5400), '1.5 CPU hours');
  assert.equal(gibHours(2 ** 30 * 7200), '2 GiB hours');
});
