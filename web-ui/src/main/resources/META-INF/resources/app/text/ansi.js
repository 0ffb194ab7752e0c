// Turns a line of program output into styled runs of plain text. Output is hostile: only colour and weight
// (SGR) are understood, every other escape sequence and control character is removed, nothing is executed.

// One of: CSI …final, OSC … (BEL or ST), DCS/SOS/PM/APC … ST, two-character escapes, or a C1 control.
const ESCAPE = new RegExp(
  [
    '(?:\\x1b\\[|\\x9b)([0-?]*)[ -/]*([@-~])',
    '(?:\\x1b\\]|\\x9d)[^\\x07\\x1b\\x9c]*(?:\\x07|\\x1b\\\\|\\x9c|$)',
    '(?:\\x1b[PX^_]|[\\x90\\x98\\x9e\\x9f])[^\\x1b\\x9c]*(?:\\x1b\\\\|\\x9c|$)',
    '\\x1b[ -/]*[0-~]?',
  ].join('|'),
  'g',
);
// Everything unprintable but tab, and the marks that reorder text, which could disguise what a line says.
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;
const PLAIN = Object.freeze({ fg: null, bg: null, bold: false, dim: false, italic: false, underline: false, inverse: false });

export class AnsiParser {
  #style = PLAIN;

  /** Parses one line; colours left open carry over to the next, as in a terminal. Returns [{text, style}]. */
  parse(line) {
    const text = afterLastReturn(line);
    const runs = [];
    let from = 0;
    for (const match of text.matchAll(ESCAPE)) {
      push(runs, text.slice(from, match.index), this.#style);
      from = match.index + match[0].length;
      if (match[2] === 'm') this.#style = applySgr(this.#style, match[1]);
    }
    push(runs, text.slice(from), this.#style);
    return runs;
  }
}

export function plainText(runs) {
  return runs.map((run) => run.text).join('');
}

/** Progress bars redraw a line with carriage returns: what a terminal would show last is what counts. */
function afterLastReturn(line) {
  const trimmed = line.replace(/[\r\n]+$/, '');
  return trimmed.slice(trimmed.lastIndexOf('\r') + 1);
}

function push(runs, raw, style) {
  const text = raw.replace(CONTROL, '');
  if (text !== '') runs.push({ text, style });
}

function applySgr(style, parameters) {
  const codes = parameters.split(/[;:]/).map((code) => Number(code || 0));
  let next = style;
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at];
    if (code === 38 || code === 48) {
      const { colour, used } = extendedColour(codes.slice(at + 1));
      next = { ...next, [code === 38 ? 'fg' : 'bg']: colour };
      at += used;
    } else {
      next = applyCode(next, code);
    }
  }
  return next;
}

function applyCode(style, code) {
  if (code === 0) return PLAIN;
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 3) return { ...style, italic: true };
  if (code === 4) return { ...style, underline: true };
  if (code === 7) return { ...style, inverse: true };
  if (code === 22) return { ...style, bold: false, dim: false };
  if (code === 23) return { ...style, italic: false };
  if (code === 24) return { ...style, underline: false };
  if (code === 27) return { ...style, inverse: false };
  if (code === 39) return { ...style, fg: null };
  if (code === 49) return { ...style, bg: null };
  if (code >= 30 && code <= 37) return { ...style, fg: code - 30 };
  if (code >= 40 && code <= 47) return { ...style, bg: code - 40 };
  if (code >= 90 && code <= 97) return { ...style, fg: code - 82 };
  if (code >= 100 && code <= 107) return { ...style, bg: code - 92 };
  return style;
}

/** After 38 or 48: `5;n` (palette) or `2;r;g;b`. A palette number up to 15 stays a number, so themes can map it. */
function extendedColour(codes) {
  if (codes[0] === 5) return { colour: paletteColour(codes[1] ?? 0), used: 2 };
  if (codes[0] === 2) return { colour: rgb(codes[1] ?? 0, codes[2] ?? 0, codes[3] ?? 0), used: 4 };
  return { colour: null, used: codes.length };
}

function paletteColour(index) {
  if (index < 16) return Math.max(0, index);
  if (index > 255) return null;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return rgb(grey, grey, grey);
  }
  const cube = index - 16;
  const level = (n) => (n === 0 ? 0 : 55 + n * 40);
  return rgb(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

function rgb(...channels) {
  const hex = channels.map((value) => Math.min(255, Math.max(0, value || 0)).toString(16).padStart(2, '0'));
  return `#${hex.join('')}`;
}
