import assert from 'node:assert/strict';
import test from 'node:test';
import { diffEnv, mergeEnv } from '../../main/resources/META-INF/resources/app/text/env-diff.js';
import { formatEnv, isVariableName, looksSecret, parseEnv } from '../../main/resources/META-INF/resources/app/text/env.js';

const values = (text) => Object.fromEntries(parseEnv(text).variables.map(({ name, value }) => [name, value]));

test('names, values, comments, export and blank lines are read', () => {
  assert.deepEqual(values('# head\n\nA=1\nexport B = two words # why\r\nC=\n'), { A: '1', B: 'two words', C: '' });
});

test('a hash inside a value without a blank before it belongs to the value', () => {
  assert.deepEqual(values('COLOUR=a#b\nURL=http://x/#top'), { COLOUR: 'a#b', URL: 'http://x/#top' });
});

test('quotes keep blanks; double quotes know escapes; single ones do not', () => {
  assert.deepEqual(values(`A="x\\ny \\"z\\" "\nB='x\\n # y'`), { A: 'x\ny "z" ', B: 'x\\n # y' });
});

test('a quoted value may span lines', () => {
  assert.deepEqual(values('KEY="-----BEGIN\nabc\n-----END"\nB=2'), { KEY: '-----BEGIN\nabc\n-----END', B: '2' });
});

test('what cannot be read is said with its line, and the rest is kept', () => {
  const { variables, problems } = parseEnv('A=1\nnot a line\n2X=3\nB="open\nC=4');
  assert.deepEqual(problems.map(({ line }) => line), [2, 3, 4]);
  assert.match(problems[0].message, /NAME=value/);
  assert.match(problems[2].message, /B opens a quote/);
  assert.deepEqual(variables.map(({ name }) => name), ['A', 'C']);
});

test('the last value of a name wins', () => {
  assert.deepEqual(values('A=1\nA=2'), { A: '2' });
});

test('what is written is read back the same', () => {
  const variables = [{ name: 'A', value: 'plain' }, { name: 'B', value: 'two "words"\nand\ttab \\ $x' }, { name: 'C', value: '' }];
  assert.deepEqual(parseEnv(formatEnv(variables)).variables, variables);
});

test('names are checked and secrets are guessed', () => {
  assert.equal(isVariableName('_A1'), true);
  assert.equal(isVariableName('1A'), false);
  assert.equal(isVariableName('A-B'), false);
  assert.equal(looksSecret('STRIPE_API_KEY'), true);
  assert.equal(looksSecret('LOG_LEVEL'), false);
});

test('a difference names what is added, changed and removed, and leaves untouched secrets out', () => {
  const before = [
    { name: 'A', value: '1', secret: false }, { name: 'GONE', value: 'x', secret: false }, { name: 'KEY', value: null, secret: true },
  ];
  const after = [
    { name: 'A', value: '2', secret: false }, { name: 'KEY', value: null, secret: true }, { name: 'NEW', value: 'n', secret: false },
  ];
  assert.deepEqual(diffEnv(before, after).map(({ name, kind }) => [name, kind]), [['A', 'changed'], ['GONE', 'removed'], ['NEW', 'added']]);
});

test('replacing a secret is a change, even by the empty text', () => {
  const before = [{ name: 'KEY', value: null, secret: true }];
  assert.deepEqual(diffEnv(before, [{ name: 'KEY', value: '', secret: true }]).map(({ kind }) => kind), ['changed']);
});

test('pasting gives known names the new value and appends the others', () => {
  const merged = mergeEnv([{ name: 'A', value: '1', secret: false, key: 7 }], [{ name: 'A', value: '2' }, { name: 'B_TOKEN', value: 't' }], looksSecret);
  assert.deepEqual(merged, [{ name: 'A', value: '2', secret: false, key: 7 }, { name: 'B_TOKEN', value: 't', secret: true }]);
});
