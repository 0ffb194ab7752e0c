// Copies Lit's ES modules out of the unpacked mvnpm jars and turns bare imports ("lit-html") into relative ones.
//
// Why: the console's pages allow scripts from 'self' only. An import map is an inline script, so the browser
// would refuse it; with relative imports none is needed. Only what the entries below reach is copied, so the
// directives that insert unescaped HTML are not even shipped.
//
// Usage: node build/lit.mjs <unpacked jars> <output folder>
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

const ENTRIES = [
  'lit/index.js',
  'lit/directives/class-map.js',
  'lit/directives/if-defined.js',
  'lit/directives/live.js',
  'lit/directives/ref.js',
  'lit/directives/repeat.js',
];
// The browser build only: none of these is ever imported on a server.
const IMPORT = /((?:from|import)\s*\(?\s*)(["'])([^"']+)\2/g;

const [unpacked, output] = process.argv.slice(2);
const packages = findPackages(join(unpacked, 'META-INF', 'resources', '_static'));
const done = new Set();
ENTRIES.forEach(copy);
for (const { name, folder } of packages.values()) {
  const licence = join(folder, 'LICENSE');
  if (existsSync(join(output, directoryOf(name))) && existsSync(licence)) {
    copyFileSync(licence, join(output, directoryOf(name), 'LICENSE'));
  }
}
writeFileSync(join(output, 'VERSION'), `${packages.get('lit').version}\n`);

function findPackages(root) {
  const found = new Map();
  for (const folder of readdirSync(root)) {
    for (const version of readdirSync(join(root, folder))) {
      const file = join(root, folder, version, 'package.json');
      if (!existsSync(file)) continue;
      const { name, version: exact } = JSON.parse(readFileSync(file, 'utf8'));
      found.set(name, { name, version: exact, folder: dirname(file) });
    }
  }
  return found;
}

function directoryOf(name) {
  return name.replace(/^@lit\//, '');
}

function copy(module) {
  if (done.has(module)) return;
  done.add(module);
  const { name, path } = split(module);
  const from = packages.get(name);
  if (!from) throw new Error(`cannot copy '${module}': package '${name}' is not among the unpacked jars in ${unpacked}`);
  const here = posix.join(directoryOf(name), path);
  const source = readFileSync(join(from.folder, path), 'utf8').replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '\n');
  const text = source.replace(IMPORT, (_, keyword, quote, specifier) => {
    const target = resolve(module, specifier);
    copy(target.module);
    const relative = posix.relative(posix.dirname(here), target.file);
    return `${keyword}${quote}${relative.startsWith('.') ? relative : `./${relative}`}${quote}`;
  });
  const file = join(output, here);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function resolve(importer, specifier) {
  const { name, path } = split(importer);
  const module = specifier.startsWith('.')
    ? posix.join(name, posix.dirname(path), specifier)
    : withEntryPoint(specifier);
  const target = split(module);
  return { module, file: posix.join(directoryOf(target.name), target.path) };
}

function withEntryPoint(specifier) {
  if (specifier.endsWith('.js')) return specifier;
  const manifest = JSON.parse(readFileSync(join(packages.get(specifier).folder, 'package.json'), 'utf8'));
  return posix.join(specifier, manifest.main ?? 'index.js');
}

function split(module) {
  const parts = module.split('/');
  const length = module.startsWith('@') ? 2 : 1;
  return { name: parts.slice(0, length).join('/'), path: parts.slice(length).join('/') };
}
