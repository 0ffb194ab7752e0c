// Reads the console's own files as the browser would: every import must resolve to a file of the jar, nothing may
// insert unescaped HTML, and files keep to the house rules (no tabs, no trailing blanks, no long lines or files).
//
// Usage: node build/check.mjs <META-INF/resources of the build>
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const LONGEST_LINE = 160;
const LONGEST_FILE = 500;
const OWN = ['app', 'styles'];
const BANNED = [
  [/unsafe(HTML|SVG|MathML)|\binnerHTML\b|\bouterHTML\b|insertAdjacentHTML|document\.write/, 'inserts HTML unescaped: use a template or textContent'],
  [/\beval\s*\(|new Function\s*\(/, 'runs text as code, which the content security policy refuses'],
];

const root = process.argv[2];
const problems = OWN.flatMap((folder) => filesUnder(join(root, folder))).flatMap(problemsOf);
problems.forEach((problem) => console.error(problem));
if (problems.length > 0) process.exitCode = 1;

function filesUnder(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesUnder(join(folder, entry.name)) : [join(folder, entry.name)]);
}

function problemsOf(file) {
  const text = readFileSync(file, 'utf8');
  const lines = text.split('\n');
  const name = relative(root, file);
  const found = lines.flatMap((line, index) => lineProblems(line).map((what) => `${name}:${index + 1}: ${what}`));
  if (file.endsWith('.js')) found.push(...importProblems(file, text).map((what) => `${name}: ${what}`));
  if (lines.length > LONGEST_FILE) found.push(`${name}: has ${lines.length} lines, more than ${LONGEST_FILE}: split it`);
  return found;
}

function lineProblems(line) {
  const found = BANNED.filter(([pattern]) => pattern.test(line)).map(([, why]) => why);
  if (line.includes('\t')) found.push('has a tab');
  if (/\s$/.test(line)) found.push('has trailing blanks');
  if (line.length > LONGEST_LINE) found.push(`is longer than ${LONGEST_LINE}`);
  return found;
}

function importProblems(file, text) {
  const specifiers = [...text.matchAll(/^(?:import|export)\b(?:[^'"`;=]*from )?\s*'([^']+)';|\bimport\('([^']+)'\)/gm)].map((match) => match[1] ?? match[2]);
  return specifiers.filter((specifier) => !existsSync(targetOf(file, specifier)))
    .map((specifier) => `imports '${specifier}', which is not in the build`);
}

function targetOf(file, specifier) {
  return specifier.startsWith('/') ? join(root, specifier) : join(dirname(file), specifier);
}
