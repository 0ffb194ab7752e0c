// Installs the browser packages of package-lock.json, unless node_modules already holds exactly them:
// the Maven build calls this every time, and an unchanged lock must cost nothing and need no network.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

function packagesOf(lockFile) {
  if (!existsSync(lockFile)) return null;
  const { packages } = JSON.parse(readFileSync(lockFile, 'utf8'));
  const named = Object.entries(packages).filter(([path]) => path !== '');
  return JSON.stringify(named.map(([path, entry]) => [path, entry.version, entry.integrity]).sort());
}

const wanted = packagesOf(join(root, 'package-lock.json'));
const present = packagesOf(join(root, 'node_modules', '.package-lock.json'));
if (wanted !== present) {
  const done = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (done.error) {
    console.error(`cannot run npm to install the console's packages: ${done.error.message}; install Node 20 or newer`);
  }
  process.exitCode = done.status ?? 1;
}
