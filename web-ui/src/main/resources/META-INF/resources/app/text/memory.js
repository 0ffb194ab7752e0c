// Amounts of memory as people write them, and as they read them.

const UNITS = { '': 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };
const AMOUNT = /^(\d+(?:[.,]\d+)?)\s*(?:(b)|([kmgt])(?:i?b)?)?$/i;

/** Bytes of "256m", "0.5g", "2GB", "512 MiB" or "268435456"; throws an Error that says what is accepted. */
export function parseMemory(text) {
  const match = AMOUNT.exec(String(text).trim());
  if (!match) throw new Error(`"${text}" is not an amount of memory: write it like 256m, 0.5g or 2GB`);
  const unit = UNITS[(match[3] ?? match[2] ?? '').toLowerCase()];
  const bytes = Math.round(Number(match[1].replace(',', '.')) * unit);
  if (!Number.isSafeInteger(bytes)) throw new Error(`"${text}" is more memory than can be counted: write it like 256m or 2g`);
  return bytes;
}

/** "256 MiB", "1.5 GiB": the largest unit that gives at least 1, at most one decimal. */
export function formatMemory(bytes) {
  if (bytes === null || bytes === undefined) return '–';
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let at = 0;
  let amount = bytes;
  while (amount >= 1024 && at < units.length - 1) {
    amount /= 1024;
    at++;
  }
  return `${Number(amount.toFixed(1))} ${units[at]}`;
}

/** The short form to edit: "256m", "1.5g", or the bytes when no unit fits exactly. */
export function writeMemory(bytes) {
  if (bytes === null || bytes === undefined) return '';
  for (const unit of ['g', 'm', 'k']) {
    const amount = bytes / UNITS[unit];
    if (amount >= 1 && Number.isInteger(amount * 2)) return `${amount}${unit}`;
  }
  return String(bytes);
}
