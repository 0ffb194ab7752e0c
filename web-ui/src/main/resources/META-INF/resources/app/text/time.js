// Points in time and spans as people say them.

const STEPS = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
  ['month', 12],
  ['year', Infinity],
];
const SHORT = { second: 's', minute: 'min', hour: 'h', day: 'd', month: 'mo', year: 'y' };

/** "just now", "3 min ago", "in 2 h". */
export function relative(iso, now = Date.now()) {
  const at = Date.parse(iso ?? '');
  if (Number.isNaN(at)) return '–';
  const seconds = Math.round((now - at) / 1000);
  if (Math.abs(seconds) < 5) return 'just now';
  let amount = Math.abs(seconds);
  for (const [unit, size] of STEPS) {
    if (amount < size) return seconds < 0 ? `in ${amount} ${SHORT[unit]}` : `${amount} ${SHORT[unit]} ago`;
    amount = Math.floor(amount / size);
  }
  return '–';
}

/** Local and UTC, for the tooltip of a relative time. */
export function absolute(iso) {
  const at = new Date(iso ?? '');
  if (Number.isNaN(at.getTime())) return '';
  const local = at.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
  return `${local} · ${at.toISOString().replace('T', ' ').replace(/\.\d+Z$/, '')} UTC`;
}

/** "14:02:11.042" in local time, for log lines. */
export function clock(iso) {
  const at = new Date(iso ?? '');
  if (Number.isNaN(at.getTime())) return '';
  const two = (n) => String(n).padStart(2, '0');
  const millis = String(at.getMilliseconds()).padStart(3, '0');
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${millis}`;
}

/** "0.4 s", "12 s", "1 m 05 s", "2 h 03 m". Null when it has not begun. */
export function span(from, to, now = Date.now()) {
  const start = Date.parse(from ?? '');
  if (Number.isNaN(start)) return null;
  const end = to ? Date.parse(to) : now;
  const millis = Math.max(0, end - start);
  if (millis < 9950) return `${(millis / 1000).toFixed(1)} s`;
  const seconds = Math.round(millis / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} m ${String(seconds % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} m`;
}
