// Recordings of terminals, asciicast version 2: a head, then a line of JSON for each event.

/** Longest pause that is played, in seconds: nobody wants to watch somebody think. */
const LONGEST_PAUSE = 2;

/** {width, height, title, events: [{at, code, data}], length}; times in seconds without the long pauses. Null when it is none. */
export function parseCast(text) {
  const [first, ...lines] = text.split('\n').filter((line) => line !== '');
  const head = read(first);
  if (head?.version !== 2) return null;
  const events = [];
  let at = 0;
  let before = 0;
  for (const line of lines) {
    const event = read(line);
    // The last line of a recording that goes on may not be whole.
    if (!Array.isArray(event)) break;
    const [time, code, data] = event;
    at += Math.min(Math.max(0, time - before), LONGEST_PAUSE);
    before = time;
    events.push({ at, code, data });
  }
  return { width: head.width, height: head.height, title: head.title ?? '', events, length: at };
}

/** "1:05" of 65.2 seconds. */
export function position(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

function read(line) {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
