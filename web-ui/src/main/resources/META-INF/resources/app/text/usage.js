// Amounts of a quota and of use, as people read and write them.
import { formatMemory, parseMemory, writeMemory } from './memory.js';

export const AMOUNTS = [
  { name: 'cpus', label: 'Processors', unit: 'number' },
  { name: 'memory', label: 'Memory', unit: 'bytes' },
  { name: 'instances', label: 'Instances', unit: 'number' },
  { name: 'disk', label: 'Disk', unit: 'bytes' },
  { name: 'buildMinutes', label: 'Build minutes a month', unit: 'number' },
  { name: 'logBytes', label: 'Logs', unit: 'bytes' },
  { name: 'registryBytes', label: 'Registry', unit: 'bytes' },
];

/** "2.5" or "20 GiB"; for a field, "20g". */
export function amount(value, unit, field = false) {
  if (unit === 'number') return String(value);
  return field ? writeMemory(value) : formatMemory(value);
}

/** How much of a limit is used: 0 to 1. */
export function share(used, limit) {
  if (!used) return 0;
  return limit > 0 ? Math.min(1, used / limit) : 1;
}

export function cpuHours(seconds) {
  return `${rounded(seconds / 3600)} CPU hours`;
}

export function gibHours(byteSeconds) {
  return `${rounded(byteSeconds / 2 ** 30 / 3600)} GiB hours`;
}

/** {limits, problem}: a form's fields as the API takes them; empty ones are left out. */
export function readAmounts(form) {
  const limits = {};
  for (const { name, label, unit } of AMOUNTS) {
    const text = String(form.get(name) ?? '').trim();
    if (text === '') continue;
    const value = unit === 'bytes' ? bytesOf(text) : Number(text);
    if (!Number.isFinite(value) || value < 0) {
      return { limits: {}, problem: `${label}: "${text}" is no amount` };
    }
    limits[name] = value;
  }
  return { limits, problem: null };
}

function bytesOf(text) {
  try {
    return parseMemory(text);
  } catch {
    return NaN;
  }
}

function rounded(number) {
  return number > 0 && number < 0.01 ? '< 0.01' : number.toLocaleString('en', { maximumFractionDigits: 2 });
}
