import assert from 'node:assert/strict';
import test from 'node:test';
import { AnsiParser, plainText } from '../../main/resources/META-INF/resources/app/text/ansi.js';

const parse = (...lines) => {
  const parser = new AnsiParser();
  return lines.map((line) => parser.parse(line)).at(-1);
};
const text = (line) => plainText(parse(line));

test('colours and weight become styles, and the text stays whole', () => {
  const runs = parse('\u001b[1;32mGET\u001b[0m /cart');
  assert.deepEqual(runs.map((run) => run.text), ['GET', ' /cart']);
  assert.equal(runs[0].style.fg, 2);
  assert.equal(runs[0].style.bold, true);
  assert.equal(runs[1].style.fg, null);
});

test('a colour left open paints the next line too', () => {
  assert.equal(parse('\u001b[31mone', 'two')[0].style.fg, 1);
});

test('bright, palette and true colours are understood', () => {
  assert.equal(parse('\u001b[93mx')[0].style.fg, 11);
  assert.equal(parse('\u001b[38;5;9mx')[0].style.fg, 9);
  assert.equal(parse('\u001b[38;5;196mx')[0].style.fg, '#ff0000');
  assert.equal(parse('\u001b[48;2;1;2;300mx')[0].style.bg, '#0102ff');
  assert.equal(parse('\u001b[38;5;244mx')[0].style.fg, '#808080');
});

test('sequences that would write the clipboard, the title or the screen leave no trace', () => {
  assert.equal(text('a\u001b]52;c;ZXZpbA==\u0007b'), 'ab');
  assert.equal(text('a\u001b]0;title\u001b\\b'), 'ab');
  assert.equal(text('a\u001b]8;;https://evil.example\u001b\\b\u001b]8;;\u001b\\c'), 'abc');
  assert.equal(text('a\u001b[2J\u001b[10;10Hb\u001bc\u001bP1$r\u001b\\c'), 'abc');
  assert.equal(text('a\u001b]52;c;never closed'), 'a');
});

test('control characters and marks that reorder text are removed, tabs stay', () => {
  assert.equal(text('a\u0000\u0007\u0008b\tc\u202ed\u2066e'), 'ab\tcde');
});

test('a progress bar shows its last state', () => {
  assert.equal(text('10%\r50%\r100%\r\n'), '100%');
});

test('an unfinished escape at the end is no text', () => {
  assert.equal(text('done\u001b'), 'done');
});

test('a line without escapes is one plain run', () => {
  assert.equal(parse('hello <b>&amp;</b>').length, 1);
  assert.equal(text('hello <b>&amp;</b>'), 'hello <b>&amp;</b>');
});
