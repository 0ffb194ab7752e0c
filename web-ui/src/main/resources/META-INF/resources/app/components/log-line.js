// Builds the row of one log entry. Only text nodes and attributes: output is hostile and never becomes markup.
import { splitLinks } from '../text/links.js';
import { absolute, clock } from '../text/time.js';

/** Longest line tried as JSON, in characters; beyond it parsing would cost more than it shows. */
const LONGEST_JSON = 8192;

export function rowOf(entry) {
  return entry.type === 'line' ? lineRow(entry) : markerRow(entry);
}

function lineRow(entry) {
  const row = element('div', 'log-line');
  row.dataset.test = 'log-line';
  row.dataset.stream = entry.stream ?? 'stdout';
  const time = element('span', 'log-time', clock(entry.at));
  time.title = absolute(entry.at);
  row.append(time);
  if (entry.instance) row.append(element('span', 'log-instance', entry.from));
  const text = element('span', 'log-text');
  entry.runs.forEach((run) => text.append(...runNodes(run)));
  row.append(text);
  const value = jsonOf(entry.text);
  if (value !== null) row.append(jsonToggle(row, value));
  return row;
}

function markerRow(entry) {
  const row = element('div', `log-marker log-${entry.type}`, entry.type === 'gap' ? `Lines are missing here: ${entry.text}` : entry.text);
  row.dataset.test = `log-${entry.type}`;
  row.setAttribute('role', 'note');
  return row;
}

function runNodes({ text, style }) {
  const plain = Object.values(style).every((value) => value === null || value === false);
  return splitLinks(text).map(({ text: part, href }) => {
    if (href === null && plain) return document.createTextNode(part);
    const node = href === null ? element('span') : link(href);
    node.append(document.createTextNode(part));
    if (!plain) applyStyle(node, style);
    return node;
  });
}

function applyStyle(node, style) {
  const fg = style.inverse ? style.bg ?? 'inverse' : style.fg;
  const bg = style.inverse ? style.fg ?? 'inverse' : style.bg;
  colour(node, 'fg', 'color', fg);
  colour(node, 'bg', 'backgroundColor', bg);
  for (const name of ['bold', 'dim', 'italic', 'underline']) if (style[name]) node.classList.add(`ansi-${name}`);
}

function colour(node, prefix, property, value) {
  if (value === null) return;
  if (typeof value === 'string' && value.startsWith('#')) node.style[property] = value;
  else node.classList.add(`${prefix}-${value}`);
}

function link(href) {
  const node = element('a');
  node.href = href;
  node.target = '_blank';
  node.rel = 'noopener noreferrer';
  return node;
}

function jsonOf(text) {
  if (text.length > LONGEST_JSON || !/^\s*\{.*\}\s*$/.test(text)) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function jsonToggle(row, value) {
  const button = element('button', 'log-json', '{ }');
  button.type = 'button';
  button.title = 'Expand this JSON';
  button.setAttribute('aria-expanded', 'false');
  button.addEventListener('click', () => {
    const open = row.querySelector('.log-json-tree');
    if (open) open.remove();
    else row.append(element('pre', 'log-json-tree', JSON.stringify(value, null, 2)));
    button.setAttribute('aria-expanded', String(!open));
  });
  return button;
}

function element(name, className = '', text = null) {
  const node = document.createElement(name);
  if (className) node.className = className;
  if (text !== null) node.textContent = text;
  return node;
}
