// Reads and writes the text form of environment variables (.env files).

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const ESCAPES = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', $: '$' };
const SECRET_WORDS = /(secret|token|password|passwd|private|credential|api_?key|_key$|_dsn$)/i;

/** Parses .env text. Returns {variables: [{name, value}], problems: [{line, message}]}; the last of a name wins. */
export function parseEnv(text) {
  const source = text.replace(/\r\n?/g, '\n').replace(/^\ufeff/, '');
  const found = new Map();
  const problems = [];
  let at = 0;
  let line = 1;
  while (at < source.length) {
    const end = endOfLine(source, at);
    const entry = parseEntry(source, at, end);
    if (entry.problem) problems.push({ line, message: entry.problem });
    if (entry.name) {
      found.delete(entry.name);
      found.set(entry.name, entry.value);
    }
    line += source.slice(at, entry.next).split('\n').length - 1;
    at = entry.next;
  }
  return { variables: [...found].map(([name, value]) => ({ name, value })), problems };
}

export function isVariableName(name) {
  return NAME.test(name);
}

/** A guess from the name alone, used to preset the secret switch; the user decides. */
export function looksSecret(name) {
  return SECRET_WORDS.test(name);
}

/** Writes variables as .env text; values that need it are quoted. Write-only values come out as comments. */
export function formatEnv(variables) {
  return variables.map(({ name, value }) => (value === null ? `# ${name}= (secret, not shown)` : `${name}=${quote(value)}`))
    .join('\n');
}

function parseEntry(source, at, end) {
  const next = end + 1;
  const raw = source.slice(at, end);
  if (/^\s*(#.*)?$/.test(raw)) return { next };
  const head = /^\s*(?:export\s+)?([^=\s]+)\s*=[ \t]*/.exec(raw);
  if (!head) return { next, problem: `"${shorten(raw)}" is not NAME=value` };
  if (!isVariableName(head[1])) {
    return { next, problem: `"${shorten(head[1])}" is not a name: use letters, digits and _, not starting with a digit` };
  }
  return { name: head[1], ...parseValue(source, at + head[0].length, end, head[1]) };
}

function parseValue(source, at, end, name) {
  const mark = source[at];
  if (at < end && (mark === '"' || mark === "'" || mark === '`')) {
    const close = closingQuote(source, at + 1, mark);
    if (close < 0) return { name: undefined, next: end + 1, problem: `the value of ${name} opens a quote ${mark} that is never closed` };
    const inner = source.slice(at + 1, close);
    return { value: mark === '"' ? unescape(inner) : inner, next: endOfLine(source, close) + 1 };
  }
  return { value: source.slice(at, end).replace(/(^|\s)#.*$/, '').trim(), next: end + 1 };
}

function closingQuote(source, from, mark) {
  for (let at = from; at < source.length; at++) {
    if (mark === '"' && source[at] === '\\') at++;
    else if (source[at] === mark) return at;
  }
  return -1;
}

function unescape(text) {
  return text.replace(/\\(.)/gs, (whole, letter) => ESCAPES[letter] ?? whole);
}

function quote(value) {
  if (/^[\w./:@%+,=-]*$/.test(value)) return value;
  const escaped = value.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t');
  return `"${escaped}"`;
}

function endOfLine(source, from) {
  const end = source.indexOf('\n', from);
  return end < 0 ? source.length : end;
}

function shorten(text) {
  const trimmed = text.trim();
  return trimmed.length > 40 ? `${trimmed.slice(0, 39)}…` : trimmed;
}
