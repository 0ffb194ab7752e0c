// Waits between attempts to reconnect: doubling, bounded, spread so that many pages do not return at once.

const FIRST = 500;
const LONGEST = 15_000;

/** Milliseconds to wait before attempt 1, 2, 3…; `random` gives 0..1. */
export function backoff(attempt, random = Math.random) {
  const base = Math.min(LONGEST, FIRST * 2 ** Math.max(0, attempt - 1));
  return Math.round(base * (0.75 + random() * 0.5));
}
