// Ranks entries of the command palette against what was typed.

/** Entries whose `title` (or `keywords`) contain the letters of the query in order, best first. */
export function rank(entries, query) {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return [...entries];
  return entries
    .map((entry) => ({ entry, score: Math.max(score(entry.title, wanted), score(entry.keywords ?? '', wanted) - 2) }))
    .filter(({ score: points }) => points > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ entry }) => entry);
}

/** Points for a match, 0 for none: whole words first, then beginnings, then letters in order. */
export function score(text, wanted) {
  const inText = text.toLowerCase();
  const at = inText.indexOf(wanted);
  if (at === 0) return 100;
  if (at > 0) return /[\s/-]/.test(inText[at - 1]) ? 80 : 50;
  let points = 20;
  let from = 0;
  for (const letter of wanted.replace(/\s+/g, '')) {
    const found = inText.indexOf(letter, from);
    if (found < 0) return 0;
    points -= Math.min(3, found - from);
    from = found + 1;
  }
  return Math.max(1, points);
}
